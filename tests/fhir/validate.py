"""Judges every resource that the journeys left in a folder by the models of fhir.resources: R4, and the Consents of R5.

The last line counts: N passed, M failed.  python validate.py FOLDER
"""

import json
import sys
from importlib import import_module
from pathlib import Path

# R4B is R4 with some resources for medicines changed: of what we write, nothing is different.
R4, R5 = "fhir.resources.R4B", "fhir.resources"
DEFINITIONS = Path(__file__).parent.parent.parent / "schemas" / "fhir"


def model(package, kind):
    return getattr(import_module(f"{package}.{kind.lower()}"), kind)


def wrong(package, resource):
    """Why a resource is refused; nothing where it is taken."""
    try:
        model(package, resource["resourceType"]).model_validate(resource)
    except Exception as error:  # Whatever it is: the resource is refused.
        return f"{type(error).__name__}: {error}"[:600]
    return None


def spoilt(good):
    """A good Consent, spoilt in ways that must be found."""
    yield "a key that there is not", {**good, "consented": True}
    yield "a date that is none", {**good, "dateTime": "yesterday", "date": "yesterday"}
    yield "a list that is none", {**good, "category": "research"}
    yield "an element of another kind", {**good, "provision": {"period": "always"}}


def main():
    passed, failed, goods = 0, 0, {}
    places = [*sorted(Path(sys.argv[1]).rglob("*.json")), *sorted(DEFINITIONS.rglob("*.json"))]
    for path in places:
        package = R5 if path.parent.name == "r5" else R4
        resource = json.loads(path.read_text(encoding="utf-8"))
        why = wrong(package, resource)
        if resource["resourceType"] == "Consent":
            goods[package] = resource
        passed, failed = (passed, failed + 1) if why else (passed + 1, failed)
        if why:
            print(f"{path}: {why}", file=sys.stderr)
    # A validator that takes everything judges nothing.
    for package in (R4, R5):
        good = goods.get(package)
        for what, resource in spoilt(good) if good else [("a Consent", {"resourceType": "Consent", "no": 1})]:
            taken = wrong(package, resource) is None or good is None
            passed, failed = (passed, failed + 1) if taken else (passed + 1, failed)
            if taken:
                print(f"{what}: not refused by {package}, or none was written", file=sys.stderr)
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
