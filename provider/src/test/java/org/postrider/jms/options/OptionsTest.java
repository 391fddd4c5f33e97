// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.jms.PostriderConnectionFactory;

/** The values of options. */
class OptionsTest {

  @Test
  void sendsAndRequestsEndInFiniteTimeByDefault() {
    assertThat(Options.DEFAULTS.get(JmsOptions.SEND_TIMEOUT)).isEqualTo(60_000);
    assertThat(Options.DEFAULTS.get(JmsOptions.REQUEST_TIMEOUT)).isEqualTo(60_000);
  }

  @Test
  void everyDefaultObeysItsOwnRule() {
    for (Option<?> option : OptionTable.rows()) {
      Object value = option.defaultValue();
      if (value != null && !option.is(Option.Trait.FAMILY)) {
        assertThat(option.parse(option.name(), OptionType.format(value))).isEqualTo(value);
      }
    }
  }

  @Test
  void aPropertyMayLeaveOutTheChapterOfJms() {
    Options options =
        Options.builder()
            .setProperty("clientID", "me")
            .setProperty("prefetchPolicy.all", "7")
            .setProperty("amqp.vhost", "v")
            .build();

    assertThat(options.get(JmsOptions.CLIENT_ID)).isEqualTo("me");
    assertThat(options.prefetch(JmsOptions.QUEUE_PREFETCH)).isEqualTo(7);
    assertThat(options.get(AmqpOptions.VHOST)).isEqualTo("v");
  }

  @Test
  void aSinglePrefetchGoesBeforeAllAndTheCapBeforeBoth() {
    Options options =
        Options.builder()
            .set(JmsOptions.QUEUE_PREFETCH, 5)
            .set(JmsOptions.PREFETCH_ALL, 90)
            .set(JmsOptions.MAX_PREFETCH_SIZE, 50)
            .build();

    assertThat(options.prefetch(JmsOptions.QUEUE_PREFETCH)).isEqualTo(5);
    assertThat(options.prefetch(JmsOptions.TOPIC_PREFETCH)).isEqualTo(50);
  }

  @Test
  void secretsAreNeverShown() {
    Options options =
        Options.builder()
            .set("jms.password", "hush")
            .set("transport.keyStorePassword", "hush")
            .set("jms.username", "bob")
            .build();

    assertThat(options.toString()).contains("jms.username=bob", "jms.password=****");
    assertThat(options.toString()).doesNotContain("hush");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jms.password=hush",
        "5000&jms.password=hush",
        "amqp://bob:hush@host",
        "bob:hush@host",
        "hush@host?x=hush",
        "x;amqp.vhost=a@b;jms.password=hush"
      })
  void aRefusalDoesNotShowWhatMayBeAnotherOptionOrALogin(String value) {
    assertThatThrownBy(() -> Options.builder().set("jms.sendTimeout", value))
        .hasMessageContaining("option jms.sendTimeout: value '")
        .hasMessageNotContaining("hush");
  }

  @Test
  void everyPasswordIsASecret() {
    assertThat(OptionTable.rows())
        .filteredOn(option -> option.name().toLowerCase(Locale.ROOT).contains("password"))
        .hasSizeGreaterThan(3)
        .allMatch(option -> option.is(Option.Trait.SECRET));
  }

  @Test
  void textsGiveTheSameValuesAgain() {
    Options options =
        Options.builder()
            .set("transport.ws.httpHeader.X-A", "1")
            .set("transport.ws.httpHeader.X-B", "2")
            .set("jms.redeliveryPolicy.outcome", "3")
            .set("jms.deserializationPolicy.whiteList", "a.b, c")
            .build();
    Options.Builder again = Options.builder();

    options.toMap().forEach(again::set);

    assertThat(again.build()).isEqualTo(options);
    assertThat(options.get(JmsOptions.REDELIVERY_OUTCOME)).isEqualTo(RedeliveryOutcome.RELEASED);
    assertThat(options.get(JmsOptions.DESERIALIZATION_ALLOW_LIST)).isEqualTo(List.of("a.b", "c"));
    assertThat(options.get(TransportOptions.WS_HTTP_HEADERS)).containsEntry("X-B", "2").hasSize(2);
  }

  private static final List<String> LISTS =
      List.of(
          "jms.deserializationPolicy.denyList",
          "jms.deserializationPolicy.allowList",
          "jms.deserializationPolicy.blackList");

  /** A list that denies nothing where its author thinks that it does would be open. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.evil.",
        ".com.evil",
        "com..evil",
        "com.evil*",
        "com.evil.**",
        "com.*.evil",
        "*.evil",
        "**",
        ".*",
        "com/evil",
        "[Lcom.evil;",
        "com.evil[]",
        "com.evil com.worse",
        "a.b,com.evil."
      })
  void whatCanMatchNoClassIsRefused(String text) {
    for (String key : LISTS) {
      assertThatThrownBy(() -> Options.builder().set(key, text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll(key, text, "must be names of classes or packages");
    }
    assertThatThrownBy(() -> new PostriderConnectionFactory().setDeserializationDenyList(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("jms.deserializationPolicy.denyList", text, "must be names");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "Unnamed",
        "com.acme",
        "com.acme.*",
        "com.acme.Outer$Inner",
        "com.acme.Outer$",
        "com.acme.package-info",
        "de.straße.Größe",
        " a.b , c.* , ",
        "a,b,*"
      })
  void whateverCanBeTheNameOfAClassOrPackageIsTaken(String text) {
    for (String key : LISTS) {
      assertThat(Options.builder().set(key, text).build().property(key)).isNotNull();
    }
  }

  @Test
  void aBuilderDoesNotReachIntoWhatItBuilt() {
    Options.Builder builder = Options.builder().set("transport.ws.httpHeader.X-A", "1");
    Options first = builder.build();

    builder.set("transport.ws.httpHeader.X-B", "2").set("jms.clientID", "x");

    assertThat(first.toMap()).containsOnlyKeys("transport.ws.httpHeader.X-A");
  }

  @Test
  void aFamilyNeedsAName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.builder().set("transport.ws.httpHeader.", "1"));
  }

  @Test
  void anOptionWithoutDefaultHasNoValueToGet() {
    assertThat(Options.DEFAULTS.find(JmsOptions.CLIENT_ID)).isNull();
    assertThatIllegalStateException()
        .isThrownBy(() -> Options.DEFAULTS.get(JmsOptions.CLIENT_ID))
        .withMessageContaining("jms.clientID");
  }

  @Test
  void theReferencePageIsCurrent() throws IOException {
    Path made = Path.of("target", "options.md");
    Files.writeString(made, OptionReference.markdown());

    assertThat(Path.of("..", "docs", "options.md"))
        .as("the page in docs; copy provider/target/options.md there")
        .exists()
        .hasSameTextualContentAs(made);
  }
}
