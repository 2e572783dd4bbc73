"""Where scenes plug into the API."""

from shiqiao.base.sockets import ApiRouter, Socket

routers: Socket[ApiRouter] = Socket("api.routers", ApiRouter)
