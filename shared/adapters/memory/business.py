"""A company's catalogue, customers and orders held in memory, as the demo company's are."""

from shared.domain.documents import Document
from shared.domain.orders import Customer, Order, Product


class MemoryOrders:
    def __init__(self, orders: list[Order], customers: list[Customer]) -> None:
        self._orders = orders
        self._emails = {customer.id: customer.email.lower() for customer in customers}

    def of_customer(self, customer_id: str) -> list[Order]:
        return [order for order in self._orders if order.customer_id == customer_id]

    def with_email(self, number: str, email: str) -> Order | None:
        for order in self._orders:
            if order.number == number and self._emails.get(order.customer_id) == email.lower():
                return order
        return None


class MemoryCustomers:
    def __init__(self, customers: list[Customer]) -> None:
        self._by_id = {customer.id: customer for customer in customers}
        self._by_phone: dict[str, list[Customer]] = {}
        for customer in customers:
            self._by_phone.setdefault(customer.phone, []).append(customer)

    def by_id(self, customer_id: str) -> Customer | None:
        return self._by_id.get(customer_id)

    def by_email(self, email: str) -> Customer | None:
        owners = [each for each in self._by_id.values() if each.email.lower() == email.lower()]
        return owners[0] if len(owners) == 1 else None

    def by_phone(self, phone: str) -> Customer | None:
        owners = self._by_phone.get(phone, [])
        return owners[0] if len(owners) == 1 else None


class MemoryCatalogue:
    def __init__(self, products: list[Product], documents: list[Document]) -> None:
        self._products = {product.name: product for product in products}
        self._documents = {document.id: document for document in documents}

    def product(self, name: str) -> Product | None:
        return self._products.get(name) or self._products.get(name.partition(" x ")[2])

    def document(self, document_id: str) -> Document:
        return self._documents[document_id]
