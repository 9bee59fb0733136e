"""Who a request comes from and whether it may: every route names the action it needs, and every answer is audited."""
