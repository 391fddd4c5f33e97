# SPDX-License-Identifier: Apache-2.0
"""The program of a trial's process: URL SCENARIO QUEUE STREAMS WARM-UP MEASURED, on Proton Python.

Scenarios are event-send-OCTETS, event-await-OCTETS and event-receive-OCTETS.
"""

import sys
import time

from proton import Message
from proton.handlers import MessagingHandler
from proton.reactor import Container

CREDIT = 1000


class Course:
    """Counts messages, and measures from the last one of the warm-up to the last of all."""

    def __init__(self, warm_up, measured):
        self.warm_up = warm_up
        self.all = warm_up + measured
        self.begun = 0
        self.ended = 0
        self.latencies = []

    def has_next(self):
        return self.begun < self.all

    def is_over(self):
        return self.ended >= self.all

    def begin(self):
        self.begun += 1
        self.begun_at = time.perf_counter()

    def end_timed(self):
        if self.ended >= self.warm_up:
            self.latencies.append(time.perf_counter() - self.begun_at)
        self.end()

    def end(self):
        self.ended += 1
        if self.ended == self.warm_up:
            self.started = (time.perf_counter(), time.process_time())
        elif self.ended == self.all:
            self.stopped = (time.perf_counter(), time.process_time())

    def tell(self):
        measured = self.all - self.warm_up
        wall, cpu = (stop - start for start, stop in zip(self.started, self.stopped))
        print("RESULT cpu-us %.4f" % (cpu / measured * 1e6))
        print("RESULT rate %.4f" % (measured / wall))
        if self.latencies:
            ordered = sorted(self.latencies)
            for name, share in (("p50", 0.5), ("p99", 0.99), ("p999", 0.999)):
                at = min(len(ordered) - 1, int(share * len(ordered)))
                print("RESULT %s-us %.4f" % (name, ordered[at] * 1e6))


class Sending(MessagingHandler):
    """Sends while there is credit, and counts outcomes."""

    def __init__(self, url, address, octets, course):
        super().__init__()
        self.url = url
        self.address = address
        self.body = bytes(octets)
        self.course = course

    def on_start(self, event):
        event.container.create_sender(event.container.connect(self.url), self.address)

    def on_sendable(self, event):
        while self.course.has_next() and event.sender.credit:
            self.course.begin()
            event.sender.send(Message(body=self.body))

    def on_accepted(self, event):
        self.course.end()
        if self.course.is_over():
            event.connection.close()

    def on_rejected(self, event):
        raise RuntimeError("a message was rejected")

    def on_released(self, event):
        raise RuntimeError("a message was released")


class SendingAwaited(Sending):
    """Sends each message when the one before it was accepted."""

    awaiting = False

    def on_sendable(self, event):
        if not self.awaiting:
            self.next(event.sender)

    def next(self, sender):
        self.awaiting = sender.credit > 0
        if self.awaiting:
            self.course.begin()
            sender.send(Message(body=self.body))

    def on_accepted(self, event):
        self.course.end_timed()
        if self.course.is_over():
            event.connection.close()
        else:
            self.next(event.link)


class Receiving(MessagingHandler):
    """Receives messages, which the library accepts."""

    def __init__(self, url, address, octets, course):
        super().__init__(prefetch=CREDIT)
        self.url = url
        self.address = address
        self.octets = octets
        self.course = course

    def on_start(self, event):
        event.container.create_receiver(event.container.connect(self.url), self.address)

    def on_message(self, event):
        if self.course.is_over():
            return
        if len(event.message.body) != self.octets:
            raise RuntimeError("a body of %d octets" % len(event.message.body))
        self.course.end()
        if self.course.is_over():
            event.connection.close()


def main(url, scenario, queue, streams, warm_up, measured):
    kind, octets = scenario.split("-")[1:]
    octets = int(octets)
    course = Course(int(warm_up), int(measured))
    if kind == "send":
        Container(Sending(url, queue, octets, course)).run()
    elif kind == "await":
        Container(SendingAwaited(url, queue, octets, course)).run()
    elif kind == "receive":
        if streams == "true":
            queue = "stream/%d/0" % octets
        else:
            filling = Course(int(warm_up), int(measured))
            Container(Sending(url, queue, octets, filling)).run()
        Container(Receiving(url, queue, octets, course)).run()
    else:
        raise ValueError("scenario '%s' is not known" % scenario)
    course.tell()


if __name__ == "__main__":
    main(*sys.argv[1:])
