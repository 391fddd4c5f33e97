// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.event;

import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.qpid.protonj2.client.Client;
import org.apache.qpid.protonj2.client.Connection;
import org.apache.qpid.protonj2.client.Message;
import org.apache.qpid.protonj2.client.Receiver;
import org.apache.qpid.protonj2.client.ReceiverOptions;
import org.apache.qpid.protonj2.client.Sender;
import org.apache.qpid.protonj2.client.Tracker;
import org.apache.qpid.protonj2.client.exceptions.ClientException;

/**
 * Qpid's protonj2-client, by calls of the application's thread.
 *
 * @param url where to connect
 * @param address of the node
 * @param octets of each message's body
 */
record Protonj2Events(String url, String address, int octets) implements EventClient {

  @Override
  public void send(Course course) throws ClientException {
    try (Client client = Client.create();
        Connection connection = connect(client);
        Sender sender = connection.openSender(address)) {
      byte[] body = new byte[octets];
      Deque<Tracker> underWay = new ArrayDeque<>();
      while (course.hasNext()) {
        course.begin();
        underWay.add(sender.send(Message.create(body)));
        while (!underWay.isEmpty() && underWay.peek().remoteSettled()) {
          underWay.remove().awaitAccepted();
          course.end();
        }
      }
      while (!underWay.isEmpty()) {
        underWay.remove().awaitAccepted();
        course.end();
      }
    }
  }

  @Override
  public void sendAwaited(Course course) throws ClientException {
    try (Client client = Client.create();
        Connection connection = connect(client);
        Sender sender = connection.openSender(address)) {
      byte[] body = new byte[octets];
      while (course.hasNext()) {
        course.beginTimed();
        sender.send(Message.create(body)).awaitAccepted();
        course.endTimed();
      }
    }
  }

  @Override
  public void receive(Course course) throws ClientException {
    ReceiverOptions options = new ReceiverOptions().creditWindow(EventTrial.CREDIT);
    try (Client client = Client.create();
        Connection connection = connect(client);
        Receiver receiver = connection.openReceiver(address, options)) {
      while (!course.isOver()) {
        byte[] received = receiver.receive().<byte[]>message().body();
        EventTrial.check(received.length, octets);
        course.end();
      }
    }
  }

  private Connection connect(Client client) throws ClientException {
    URI uri = URI.create(url);
    return client.connect(uri.getHost(), uri.getPort());
  }
}
