// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples.event;

import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.amqp.Connection;
import org.postrider.amqp.Container;
import org.postrider.amqp.Event;
import org.postrider.amqp.MessagingHandler;
import org.postrider.amqp.ReceiverOptions;
import org.postrider.amqp.Sender;

/**
 * Moves messages from one queue to another, each receipt and the sending in one transaction: no
 * message is lost or doubled. Confined to its container's loop.
 */
public final class TransactedTransfer implements MessagingHandler {

  private final String url;
  private final int messages;
  private final PrintWriter out;
  private @Nullable Sender sender;
  private int moved;

  /** A program for a broker. */
  public TransactedTransfer(String url, int messages, PrintWriter out) {
    this.url = url;
    this.messages = messages;
    this.out = out;
  }

  /** Moves so many messages from {@code inbox} to {@code outbox}. */
  public static void run(String url, int messages, PrintWriter out) {
    new Container(new TransactedTransfer(url, messages, out)).run();
  }

  @Override
  public void onStart(Event event) {
    Connection connection = event.container().connect(url);
    sender = event.container().createSender(connection, "outbox");
    event
        .container()
        .createReceiver(connection, "inbox", new ReceiverOptions().autoAccept(false).credit(1));
  }

  @Override
  public void onMessage(Event event) {
    Event received = event;
    event
        .container()
        .declareTransaction(
            event.connection(),
            new MessagingHandler() {
              @Override
              public void onTransactionDeclared(Event declared) {
                declared.transaction().send(target(), received.message());
                declared.transaction().accept(received.delivery());
                declared.transaction().commit();
              }

              @Override
              public void onTransactionCommitted(Event committed) {
                moved++;
                if (moved == messages) {
                  out.println(moved + " messages moved");
                  committed.connection().close();
                }
              }

              @Override
              public void onTransactionCommitFailed(Event failed) {
                out.println("Rolled back: " + failed.description());
              }

              @Override
              public void onTransactionInDoubt(Event unknown) {
                out.println("Perhaps committed, perhaps not: " + unknown.description());
              }
            });
  }

  private Sender target() {
    return Objects.requireNonNull(sender);
  }
}
