#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A listening AMQP peer in which every address is a queue in memory.

usage: peer.py [PORT]

Prints "PORT n" once it listens at 127.0.0.1; 0 or nothing takes a free port. It admits everyone, makes
nodes for dynamic terminuses, forwards what comes over the anonymous relay, and runs until it is ended.
"""
import collections
import sys
import uuid

from proton import Array, Data, UNDESCRIBED, symbol
from proton.handlers import MessagingHandler
from proton.reactor import Container

LOOPBACK = "127.0.0.1"
PREFETCH = 100


def bound_port(acceptor):
    """Proton's acceptor has no public accessor for the port that it got when it asked for 0."""
    return acceptor._selectable._delegate.getsockname()[1]


class Peer(MessagingHandler):
    def __init__(self, port):
        super().__init__(prefetch=PREFETCH, auto_accept=True)
        self.port = port
        self.waiting = collections.defaultdict(collections.deque)
        self.readers = collections.defaultdict(list)

    def on_start(self, event):
        acceptor = event.container.listen(f"amqp://{LOOPBACK}:{self.port}")
        print(f"PORT {bound_port(acceptor)}", flush=True)

    def on_connection_opening(self, event):
        # A listening connection would send an empty container-id.
        event.connection.container = "python-peer"
        event.connection.offered_capabilities = Array(
            UNDESCRIBED, Data.SYMBOL, symbol("ANONYMOUS-RELAY")
        )

    def on_link_opening(self, event):
        link = event.link
        if link.is_sender:
            self.open_reader(link)
        else:
            link.target.copy(link.remote_target)
            if link.remote_target.dynamic:
                link.target.address = f"temporary-{uuid.uuid4()}"

    def open_reader(self, link):
        link.source.copy(link.remote_source)
        if link.remote_source.dynamic:
            link.source.address = f"temporary-{uuid.uuid4()}"
        self.readers[link.source.address].append(link)

    def on_sendable(self, event):
        self.deliver(event.link.source.address)

    def on_link_flow(self, event):
        if event.link.is_sender:
            self.deliver(event.link.source.address)
            if event.link.drain_mode:
                event.link.drained()

    def on_message(self, event):
        address = event.link.target.address or event.message.address
        self.waiting[address].append(event.message)
        self.deliver(address)

    def deliver(self, address):
        messages = self.waiting[address]
        for link in self.readers[address]:
            while messages and link.credit:
                link.send(messages.popleft())

    def on_link_closing(self, event):
        self.forget(lambda link: link == event.link)

    def on_session_closing(self, event):
        self.forget(lambda link: link.session == event.session)

    def on_disconnected(self, event):
        self.forget(lambda link: link.connection == event.connection)

    def forget(self, gone):
        for address, links in self.readers.items():
            self.readers[address] = [link for link in links if not gone(link)]


def main():
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    try:
        Container(Peer(port)).run()
    except KeyboardInterrupt:
        pass


main()
