// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec;

import static net.jqwik.api.Combinators.combine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.AmqpSequence;
import org.postrider.codec.messaging.AmqpValue;
import org.postrider.codec.messaging.ApplicationProperties;
import org.postrider.codec.messaging.Data;
import org.postrider.codec.messaging.DeliveryAnnotations;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.ExpiryPolicy;
import org.postrider.codec.messaging.Footer;
import org.postrider.codec.messaging.Header;
import org.postrider.codec.messaging.MessageAnnotations;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Outcome;
import org.postrider.codec.messaging.Properties;
import org.postrider.codec.messaging.Received;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.messaging.Section;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.messaging.TargetArchetype;
import org.postrider.codec.messaging.TerminusDurability;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Open;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.sasl.SaslChallenge;
import org.postrider.codec.sasl.SaslCode;
import org.postrider.codec.sasl.SaslFrameBody;
import org.postrider.codec.sasl.SaslInit;
import org.postrider.codec.sasl.SaslMechanisms;
import org.postrider.codec.sasl.SaslOutcome;
import org.postrider.codec.sasl.SaslResponse;
import org.postrider.codec.transaction.Coordinator;
import org.postrider.codec.transaction.Declare;
import org.postrider.codec.transaction.Declared;
import org.postrider.codec.transaction.Discharge;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.AmqpType;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.Timestamp;
import org.postrider.codec.wire.Encodable;

/**
 * Arbitrary frame bodies and what stands in them; each field is absent now and then.
 *
 * <p>Immutable.
 */
public final class Bodies {

  private static final double ABSENT = 0.3;

  /** With values of every type in their maps. */
  public static final Bodies ANY = new Bodies(Values.fields());

  /** With values in their maps that every codec understands. */
  public static final Bodies SIMPLE = new Bodies(Values.simpleFields());

  private final Arbitrary<Map<Symbol, Object>> fields;

  private Bodies(Arbitrary<Map<Symbol, Object>> fields) {
    this.fields = fields;
  }

  /** Any of the nine performatives. */
  public Arbitrary<Performative> performatives() {
    return Arbitraries.oneOf(
        opens(),
        begins(),
        attaches(),
        flows(),
        transfers(),
        dispositions(),
        combine(uints(), bools(), errors().injectNull(ABSENT)).as(Detach::new),
        errors().injectNull(ABSENT).map(End::new),
        errors().injectNull(ABSENT).map(Close::new));
  }

  /** Any of the five SASL frame bodies. */
  public Arbitrary<SaslFrameBody> saslBodies() {
    return Arbitraries.oneOf(
        Values.symbols().list().ofMinSize(1).ofMaxSize(4).map(SaslMechanisms::new),
        combine(
                Values.symbols(),
                Values.binaries().injectNull(ABSENT),
                Values.strings().injectNull(ABSENT))
            .as(SaslInit::new),
        Values.binaries().map(SaslChallenge::new),
        Values.binaries().map(SaslResponse::new),
        combine(Arbitraries.of(SaslCode.class), Values.binaries().injectNull(ABSENT))
            .as(SaslOutcome::new));
  }

  /** What only a coordinator gets. */
  public Arbitrary<Encodable> requests() {
    return Arbitraries.oneOf(
        Values.simple().injectNull(ABSENT).map(Declare::new),
        combine(txnIds(), bools()).as(Discharge::new));
  }

  /** Whole messages, section by section in their order. */
  public Arbitrary<List<Section>> messages() {
    Arbitrary<Map<Object, Object>> annotations = fields.map(LinkedHashMap::new);
    Arbitrary<Section> bodies =
        Arbitraries.oneOf(
            Values.binaries().map(Data::new),
            Values.plain().map(AmqpValue::new),
            Values.plain().list().ofMaxSize(4).map(AmqpSequence::new));
    Arbitrary<Map<String, Object>> application =
        fields.map(
            map -> {
              Map<String, Object> named = new LinkedHashMap<>();
              map.forEach((key, value) -> named.put(key.toString(), value));
              return named;
            });
    return combine(
            headers(),
            annotations.map(DeliveryAnnotations::new),
            annotations.map(MessageAnnotations::new),
            messageProperties(),
            application.map(ApplicationProperties::new),
            bodies,
            annotations.map(Footer::new))
        .as(List::<Section>of);
  }

  private Arbitrary<Header> headers() {
    return combine(
            bools(), Arbitraries.integers().between(0, 255), optionalUints(), bools(), uints())
        .as(Header::new);
  }

  private Arbitrary<Properties> messageProperties() {
    Arbitrary<Object> ids =
        Arbitraries.of(AmqpType.ULONG, AmqpType.UUID, AmqpType.BINARY, AmqpType.STRING)
            .flatMap(Values::of);
    Arbitrary<List<String>> texts = Values.strings().injectNull(ABSENT).list().ofSize(5);
    Arbitrary<List<Symbol>> types = Values.symbols().injectNull(ABSENT).list().ofSize(2);
    Arbitrary<List<Timestamp>> times =
        Arbitraries.longs().map(Timestamp::new).injectNull(ABSENT).list().ofSize(2);
    return combine(
            ids.injectNull(ABSENT),
            Values.binaries().injectNull(ABSENT),
            texts,
            ids.injectNull(ABSENT),
            types,
            times,
            optionalUints())
        .as(
            (id, user, text, correlation, type, time, sequence) ->
                new Properties(
                    id,
                    user,
                    text.get(0),
                    text.get(1),
                    text.get(2),
                    correlation,
                    type.get(0),
                    type.get(1),
                    time.get(0),
                    time.get(1),
                    text.get(3),
                    sequence,
                    text.get(4)));
  }

  /** Opens. */
  public Arbitrary<Open> opens() {
    return combine(
            Values.strings(),
            Values.strings().injectNull(ABSENT),
            uints(),
            Arbitraries.integers().between(0, 65_535),
            uints(),
            names(),
            combine(names(), names(), names(), fields).as(List::of))
        .as(
            (id, host, size, channels, idle, locales, rest) ->
                new Open(
                    id,
                    host,
                    size,
                    channels,
                    idle,
                    locales,
                    list(rest, 0),
                    list(rest, 1),
                    list(rest, 2),
                    map(rest, 3)));
  }

  /** Begins. */
  public Arbitrary<Begin> begins() {
    return combine(
            Arbitraries.integers().between(-1, 65_535),
            uints(),
            uints(),
            uints(),
            uints(),
            names(),
            names(),
            fields)
        .as(Begin::new);
  }

  /** Attaches. */
  public Arbitrary<Attach> attaches() {
    Arbitrary<List<Object>> ends =
        combine(sources().injectNull(ABSENT), targets().injectNull(ABSENT), unsettled(), bools())
            .as(java.util.Arrays::asList);
    Arbitrary<List<Object>> rest =
        combine(optionalUints(), Arbitraries.longs(), names(), names(), fields)
            .as(java.util.Arrays::asList);
    return combine(
            Values.strings(),
            uints(),
            roles(),
            Arbitraries.of(SenderSettleMode.class),
            Arbitraries.of(ReceiverSettleMode.class),
            ends,
            rest)
        .as(
            (name, handle, role, sender, receiver, e, r) ->
                new Attach(
                    name,
                    handle,
                    role,
                    sender,
                    receiver,
                    (Source) e.get(0),
                    (TargetArchetype) e.get(1),
                    map(e, 2),
                    (boolean) e.get(3),
                    (long) r.get(0),
                    (long) r.get(1),
                    list(r, 2),
                    list(r, 3),
                    map(r, 4)));
  }

  /** Flows, which have properties now and then. */
  public Arbitrary<Flow> flows() {
    Arbitrary<List<Long>> numbers =
        Combinators.combine(List.of(uints(), uints(), uints())).as(longs -> longs);
    Arbitrary<List<Long>> optional = optionalUints().list().ofSize(5);
    return combine(numbers, optional, bools(), bools(), fields)
        .as(
            (n, o, drain, echo, properties) ->
                new Flow(
                    o.get(0),
                    n.get(0),
                    n.get(1),
                    n.get(2),
                    o.get(1),
                    o.get(2),
                    o.get(3),
                    o.get(4),
                    drain,
                    echo,
                    properties));
  }

  /** Transfers. */
  public Arbitrary<Transfer> transfers() {
    return combine(
            uints(),
            optionalUints(),
            tags().injectNull(ABSENT),
            optionalUints(),
            bools().list().ofSize(5),
            Arbitraries.of(ReceiverSettleMode.class).injectNull(ABSENT),
            states().injectNull(ABSENT))
        .as(
            (handle, id, tag, format, flags, mode, state) ->
                new Transfer(
                    handle,
                    id,
                    tag,
                    format,
                    flags.get(0),
                    flags.get(1),
                    mode,
                    state,
                    flags.get(2),
                    flags.get(3),
                    flags.get(4)));
  }

  /** Dispositions. */
  public Arbitrary<Disposition> dispositions() {
    return combine(roles(), uints(), uints(), bools(), states().injectNull(ABSENT), bools())
        .as(Disposition::new);
  }

  /** Any delivery state. */
  public Arbitrary<DeliveryState> states() {
    return Arbitraries.oneOf(
        outcomes().map(outcome -> outcome),
        combine(uints(), Arbitraries.longs()).as(Received::new),
        combine(txnIds(), outcomes().injectNull(ABSENT)).as(TransactionalState::new));
  }

  /** Any outcome. */
  public Arbitrary<Outcome> outcomes() {
    return Arbitraries.oneOf(
        Arbitraries.of(Accepted.INSTANCE, Released.INSTANCE),
        errors().injectNull(ABSENT).map(Rejected::new),
        combine(bools(), bools(), fields).as(Modified::new),
        txnIds().map(Declared::new));
  }

  /** Errors. */
  public Arbitrary<AmqpError> errors() {
    return combine(Values.symbols(), Values.strings().injectNull(ABSENT), fields)
        .as(AmqpError::new);
  }

  /** Sources. */
  public Arbitrary<Source> sources() {
    Arbitrary<List<Object>> rest =
        combine(outcomes().injectNull(ABSENT), names(), names()).as(java.util.Arrays::asList);
    return combine(
            Values.strings().injectNull(ABSENT),
            Arbitraries.of(TerminusDurability.class),
            policies(),
            uints(),
            bools(),
            fields,
            combine(Values.symbols().injectNull(ABSENT), fields).as(java.util.Arrays::asList),
            rest)
        .as(
            (address, durable, policy, timeout, dynamic, node, mode, r) ->
                new Source(
                    address,
                    durable,
                    policy,
                    timeout,
                    dynamic,
                    node,
                    (Symbol) mode.get(0),
                    map(mode, 1),
                    (Outcome) r.get(0),
                    list(r, 1),
                    list(r, 2)));
  }

  /** Targets and coordinators. */
  public Arbitrary<TargetArchetype> targets() {
    return Arbitraries.oneOf(
        combine(
                Values.strings().injectNull(ABSENT),
                Arbitraries.of(TerminusDurability.class),
                policies(),
                uints(),
                bools(),
                fields,
                names())
            .as(Target::new),
        names().map(Coordinator::new));
  }

  /** Up to 32 octets. */
  public Arbitrary<Binary> tags() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(32).map(Binary::wrap);
  }

  private Arbitrary<Binary> txnIds() {
    return tags();
  }

  private Arbitrary<Map<Object, Object>> unsettled() {
    Arbitrary<Map<Object, Object>> maps =
        Combinators.combine(tags(), states().injectNull(ABSENT))
            .as(java.util.Collections::<Object, Object>singletonMap)
            .list()
            .ofMaxSize(3)
            .map(
                entries -> {
                  Map<Object, Object> map = new LinkedHashMap<>();
                  entries.forEach(map::putAll);
                  return map;
                });
    return maps.injectNull(ABSENT);
  }

  private static Arbitrary<Symbol> policies() {
    return Arbitraries.of(
        ExpiryPolicy.LINK_DETACH,
        ExpiryPolicy.SESSION_END,
        ExpiryPolicy.CONNECTION_CLOSE,
        ExpiryPolicy.NEVER);
  }

  private static Arbitrary<List<Symbol>> names() {
    return Values.symbols().list().ofMaxSize(3);
  }

  private static Arbitrary<Role> roles() {
    return Arbitraries.of(Role.class);
  }

  private static Arbitrary<Boolean> bools() {
    return Arbitraries.of(true, false);
  }

  private static Arbitrary<Long> uints() {
    return Arbitraries.longs().between(0, 0xFFFF_FFFFL);
  }

  private static Arbitrary<Long> optionalUints() {
    return Arbitraries.longs().between(-1, 0xFFFF_FFFFL);
  }

  @SuppressWarnings("unchecked")
  private static List<Symbol> list(List<?> parts, int index) {
    return (List<Symbol>) parts.get(index);
  }

  @SuppressWarnings("unchecked")
  private static <K> Map<K, Object> map(List<?> parts, int index) {
    return (Map<K, Object>) parts.get(index);
  }
}
