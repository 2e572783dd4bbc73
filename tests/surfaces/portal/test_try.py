def test_it(resident):
    from .conftest import words
    for p in ("/portal/","/portal/report/","/portal/follow/","/portal/list/"):
        r = resident.get(p); print(p, r.status_code, words(r)[:3000])
    l = resident.link(name="王小明", phone="13800138000")
    print(words(resident.get(l)), words(resident.get(l, new="1")))
    r = resident.send(item="")
    print(r.status_code, words(r)[:800])
    print(resident.get("/portal/list/map.json").content[-600:])
    print(words(resident.get("/portal/list/"))[:500])
