"""The demo company's systems, all over one store of records."""

from shared.adapters.demo.book import Book, Tell, quiet
from shared.adapters.demo.commerce import DemoCommerce
from shared.adapters.demo.crm import DemoCrm
from shared.adapters.demo.others import DemoDevelopers, DemoErp, DemoMail
from shared.adapters.demo.payments import DemoPayments
from shared.domain.commerce import ANY_REASON, OrderRules
from shared.ports.systems import Systems
from shared.ports.systems.records import Records


def demo_systems(records: Records, rules: OrderRules = ANY_REASON, tell: Tell = quiet) -> Systems:
    book = Book(records)
    return Systems(
        crm=DemoCrm(book, tell),
        commerce=DemoCommerce(book, rules, tell),
        payments=DemoPayments(book),
        erp=DemoErp(book),
        developers=DemoDevelopers(book),
        mail=DemoMail(book),
    )
