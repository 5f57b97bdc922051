import datetime as dt, pytest, time
from localplan.web import sample
from localplan.toolkit import clock
from localplan.organisations.models import Organisation as O
if True:
    type(O.objects).bulkset_each = lambda self, rows, names: self.bulk_update(rows, names)
from django.db import transaction
@pytest.mark.django_db
@pytest.mark.parametrize("seed,day",[(1,"2026-10-01"),(2,"2026-10-04"),(3,"2026-09-30"),(4,"2028-02-29"),(5,"2027-01-02"),(11,"2026-11-25"),(2570,"2026-11-25")])
def test_it(seed,day):
    day=dt.date.fromisoformat(day)
    with clock.at(day):
        t=time.time(); sample.load(seed=seed,today=day); print(seed,day,time.time()-t)
        assert len(sample.accounts())==16
        from localplan.organisations.models import Organisation
        print([str(a.organisation) for a in sample.accounts()][-5:])
