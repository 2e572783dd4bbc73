"""Where scenes plug into the API."""

from shiqiao.base.sockets import ApiRouter, ErrandKind, Socket

routers: Socket[ApiRouter] = Socket("api.routers", ApiRouter)
errands: Socket[ErrandKind] = Socket("field.errands", ErrandKind)
