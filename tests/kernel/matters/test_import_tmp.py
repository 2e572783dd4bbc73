from pathlib import Path
from shiqiao.base.actor import system
from shiqiao.base.time import now
from shiqiao.places.install import install
from shiqiao.kernel.matters.imports.mapping import read_mapping
from shiqiao.kernel.matters.imports.run import import_matters
from shiqiao.kernel.matters.proof import check_matters
from django.conf import settings
from datetime import datetime
from shiqiao.base.time import held
import time
def test_real(street):
    with held(datetime.fromisoformat("2020-06-01T10:00:00+08:00")):
        install(settings.LOCALITIES/"practice", by=system("t"), at=now())
        m=read_mapping(settings.LOCALITIES/"practice/imports/complaints_with_replies.yaml")
        t=time.time()
        s=import_matters("/work/shared/data/complaints_with_replies.xlsx", m, by=system("import",street=m.number), at=now())
        print(time.time()-t, s.as_dict())
        print(list(check_matters())[:5])
        s=import_matters("/work/shared/data/complaints_with_replies.xlsx", m, by=system("import",street=m.number), at=now())
        print(s.as_dict())
