"""Weights of a logistic regression, as `shared/domain/judges/weighing.py` reads them."""

from sklearn.linear_model import LogisticRegression

from shared.domain.judges.weighing import HERE


def write_weights(
    name: str, model: LogisticRegression, signs: list[str], held_back_from: float
) -> None:
    """Into the file of that name; judges object from log-odds of `held_back_from`."""
    lines = [f"bias {model.intercept_[0] - held_back_from:.3f}"]
    lines += [f"{sign} {weight:.3f}" for sign, weight in zip(signs, model.coef_[0], strict=True)]
    path = HERE / f"{name}.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(path.read_text(encoding="utf-8"))
