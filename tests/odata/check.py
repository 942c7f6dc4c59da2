"""Reads every set of a server through python-odata, and compares with the datasets as JSON."""

import sys
import requests
from odata import ODataService

base, key = sys.argv[1:]
auth = tuple(key.split(":", 1))
session = requests.Session()
session.auth = auth
# Several pages, so that links are followed.
session.headers["Prefer"] = "odata.maxpagesize=20"
service = ODataService(f"{base}/odata/", session=session, reflect_entities=True, quiet_progress=True)

names = [found["name"] for found in session.get(f"{base}/odata/").json()["value"]]
assert len(names) == 7, names
for name in names:
    entity = service.entities[name]
    rows = requests.get(f"{base}/api/datasets/{name}.json", auth=auth).json()["rows"]
    read = list(service.query(entity))
    assert len(read) == len(rows) > 0, (name, len(read), len(rows))
    for ours, theirs in zip(rows, read):
        assert theirs.id == ours["id"], name
    print(f"{name}: {len(read)} entities")

Line = service.entities["lines"]
wanted = [row for row in requests.get(f"{base}/api/datasets/lines.json", auth=auth).json()["rows"] if row["debit"] > 100]
found = service.query(Line).filter(Line.debit > 100).order_by(Line.id.desc()).all()
assert [line.id for line in found] == [row["id"] for row in reversed(wanted)], (len(found), len(wanted))

Member = service.entities["members"]
found = service.query(Member).filter(Member.nom.startswith("A") | Member.nom.contains("'")).limit(5).all()
assert found and all(member.nom.startswith("A") or "'" in member.nom for member in found)
assert service.query(Member).get(found[0].id).nom == found[0].nom
print("filters, order and keys: as they should be")
