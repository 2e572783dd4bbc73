"""The scene `enterprise` (企业服务): files of firms, stewards, needs and promises."""

CODE = "enterprise"


def fill() -> None:
    """Fill the sockets."""
    from shiqiao.scenes.enterprise.exchange import scene as exchange
    from shiqiao.scenes.enterprise.green import scene as green
    from shiqiao.scenes.enterprise.investment import scene as investment

    green.fill(CODE)
    exchange.fill(CODE)
    investment.fill(CODE)
