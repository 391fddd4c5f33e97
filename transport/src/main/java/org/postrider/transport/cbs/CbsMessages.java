// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.cbs;

import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.cbs.CbsToken;
import org.postrider.codec.frame.AmqpTypes;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.AmqpValue;
import org.postrider.codec.messaging.ApplicationProperties;
import org.postrider.codec.messaging.EncodedMessage;
import org.postrider.codec.messaging.Properties;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.Timestamp;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.ValueReader;
import org.postrider.codec.wire.ValueWriter;

/**
 * The request and the response of claims-based security (AMQP CBS 1.0, 3.2).
 *
 * <p>Stateless.
 */
final class CbsMessages {

  static final String ADDRESS = "$cbs";

  static final Symbol TIMEOUT = Symbol.of("postrider:timeout");

  /** Who means "never" may give any instant; brokers know no year of five digits. */
  private static final Instant LAST_EXPIRY = Instant.parse("9999-12-31T23:59:59.999Z");

  private static final int OK = 200;
  private static final int ACCEPTED = 202;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;

  /**
   * What the node said.
   *
   * @param id of the request
   * @param error null for "done"
   */
  record Answer(String id, @Nullable AmqpError error) {}

  private CbsMessages() {}

  static ByteBuf putToken(String id, String replyTo, CbsToken token, ByteBuf buffer) {
    Map<String, @Nullable Object> asked = new LinkedHashMap<>();
    asked.put("operation", "put-token");
    asked.put("type", token.type());
    asked.put("name", token.audience());
    if (token.expiry() != null) {
      asked.put("expiration", Timestamp.of(told(token.expiry())));
    }
    ValueWriter out = new ValueWriter().reset(buffer);
    properties(id, replyTo).encode(out);
    new ApplicationProperties(asked).encode(out);
    new AmqpValue(token.token()).encode(out);
    return out.flush();
  }

  /** The end of a token as the broker is told it. */
  static Instant told(Instant expiry) {
    return expiry.isAfter(LAST_EXPIRY) ? LAST_EXPIRY : expiry;
  }

  private static Properties properties(String id, String replyTo) {
    return new Properties(
        id,
        null,
        ADDRESS,
        null,
        replyTo,
        null,
        null,
        null,
        null,
        null,
        null,
        FieldReader.ABSENT,
        null);
  }

  /**
   * Reads an answer.
   *
   * @throws DecodeException if it is none
   */
  static Answer answer(byte[] payload) {
    EncodedMessage message = new EncodedMessage(payload, new ValueReader(AmqpTypes.TABLE));
    Object id = message.properties().correlationId();
    Map<String, @Nullable Object> said = message.applicationProperties();
    if (!(said.get("status-code") instanceof Number status)) {
      throw new DecodeException("no status-code");
    }
    int code = status.intValue();
    return new Answer(
        String.valueOf(id),
        code == OK || code == ACCEPTED ? null : refusal(code, said.get("status-description")));
  }

  private static AmqpError refusal(int code, @Nullable Object description) {
    Symbol condition =
        switch (code) {
          case BAD_REQUEST -> ErrorConditions.NOT_ALLOWED;
          case NOT_FOUND -> ErrorConditions.NOT_FOUND;
          default ->
              code / 100 == 5
                  ? ErrorConditions.INTERNAL_ERROR
                  : ErrorConditions.UNAUTHORIZED_ACCESS;
        };
    return new AmqpError(condition, "$cbs refused the token: " + code + " " + description);
  }

  /** The node rejected the request itself. */
  static AmqpError refusal(@Nullable AmqpError error) {
    return error == null
        ? new AmqpError(ErrorConditions.UNAUTHORIZED_ACCESS, "$cbs rejected the token")
        : error;
  }
}
