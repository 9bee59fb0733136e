"""The read queries as tools of an assistant (MCP): asked with the caller's own rights, and put on record.

tools: what there is to ask; desk: who asks, whether they may, and the audit entry; fitting: answers cut to a size that
an assistant can read; server: the protocol, the only module that knows its SDK.
"""
