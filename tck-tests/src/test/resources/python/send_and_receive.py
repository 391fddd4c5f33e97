#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Sends COUNT messages to ADDRESS at URL, receives COUNT messages from it, or both.

usage: send_and_receive.py URL ADDRESS COUNT [both|send|receive]

Message n has the id n, the text body "message n" and the application property "number". Prints
"sent N received N in S s"; the exit code is 0 if that is what was asked for. Credentials and amqps
go into the URL.
"""
import sys
import time

from proton import Message
from proton.handlers import MessagingHandler
from proton.reactor import Container

PREFETCH = 100


class SendAndReceive(MessagingHandler):
    def __init__(self, url, address, to_send, to_receive):
        super().__init__(prefetch=PREFETCH)
        self.url, self.address = url, address
        self.to_send, self.to_receive = to_send, to_receive
        self.sent = self.confirmed = self.received = 0
        self.seen = set()
        self.failure = None

    def on_start(self, event):
        connection = event.container.connect(self.url, reconnect=False)
        if self.to_receive:
            event.container.create_receiver(connection, self.address)
        if self.to_send:
            event.container.create_sender(connection, self.address)

    def on_sendable(self, event):
        while event.sender.credit and self.sent < self.to_send:
            number = self.sent
            event.sender.send(
                Message(
                    id=number,
                    body=f"message {number}",
                    durable=True,
                    properties={"number": number},
                )
            )
            self.sent += 1

    def on_accepted(self, event):
        self.confirmed += 1
        self.close_when_done(event)

    def on_rejected(self, event):
        self.fail(event, f"rejected: {event.delivery.remote.condition}")

    def on_message(self, event):
        self.received += 1
        self.seen.add(event.message.body)
        self.close_when_done(event)

    def on_transport_error(self, event):
        self.failure = str(event.transport.condition)

    def on_connection_error(self, event):
        self.fail(event, str(event.connection.remote_condition))

    def on_session_error(self, event):
        self.fail(event, str(event.session.remote_condition))

    def on_link_error(self, event):
        self.fail(event, str(event.link.remote_condition))

    def fail(self, event, reason):
        self.failure = self.failure or reason
        event.connection.close()

    def close_when_done(self, event):
        if self.received == self.to_receive and self.confirmed == self.to_send:
            event.connection.close()

    def verdict(self):
        if self.failure:
            return self.failure
        if self.confirmed != self.to_send or self.received != self.to_receive:
            return "messages are missing"
        if len(self.seen) != self.to_receive:
            return f"only {len(self.seen)} of the received messages differ"
        return 0


def main():
    url, address, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    mode = sys.argv[4] if len(sys.argv) > 4 else "both"
    if mode not in ("both", "send", "receive"):
        sys.exit(f"the mode is both, send or receive, not {mode}")
    handler = SendAndReceive(
        url, address, 0 if mode == "receive" else count, 0 if mode == "send" else count
    )
    begin = time.monotonic()
    Container(handler).run()
    seconds = time.monotonic() - begin
    print(f"sent {handler.confirmed} received {handler.received} in {seconds:.2f} s", flush=True)
    sys.exit(handler.verdict())


main()
