// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes the seeds that fuzzing of URIs and selectors starts from.
 *
 * <p>A program; its argument is the directory of the corpora.
 */
final class FuzzSeeds {

  private static final List<String> URIS =
      List.of(
          "amqp://localhost",
          "amqp://localhost:5672",
          "amqps://my_host:7?transport.verifyHost=false",
          "AMQP://127.0.0.1?jms.clientID=a%20b",
          "amqpws://[::1]:9/path?transport.ws.httpHeader.X=1",
          "amqpwss://h/p?amqp.vhost=v",
          "amqp://é:1",
          "amqp://[fe80::1%eth0]",
          "amqp://u:p@h",
          "amqp://h?jms.prefetchPolicy.all=5&jms.sendTimeout=-1",
          "amqp://h?amqp.saslMechanisms=PLAIN,EXTERNAL&amqp.idleTimeout=0",
          "amqp://h?jms.deserializationPolicy.allowList=a.b,c.d",
          "amqp://h?transport.enabledProtocols=TLSv1.3&transport.tcpNoDelay=false",
          "failover:(amqp://a,amqps://b:1)",
          "failover:(amqp://a?amqp.vhost=v,amqp://b)?failover.maxReconnectAttempts=3",
          "failover:(amqp://a)?jms.clientID=x&failover.nested.transport.tcpNoDelay=true",
          "failover:amqp://a,amqp://b",
          "failover://(amqp://a)",
          "failover:()",
          "failover:(failover:(amqp://a))",
          "failover:(amqp://a",
          "amqp://h?jms.unknown=1",
          "amqp://h?amqp.traceFrames",
          "amqp://h?=&&x=%",
          "amqp://h:0",
          "amqp://h:65536",
          "amqp://",
          "http://h",
          "",
          "discovery:(file:///a%20b?updateInterval=7)?discovery.discovered.amqp.vhost=v",
          "discovery:(multicast://default?group=default)");

  private static final List<String> SELECTORS =
      List.of(
          "JMSType = 'car' AND color = 'blue' AND weight > 2500",
          "age BETWEEN 15 AND 19 or age not between 30 and 31",
          "Country IN ('UK', 'US', 'France') AND c NOT IN ('x')",
          "phone LIKE '12%3' AND word LIKE 'l_se' AND u LIKE '\\_%' ESCAPE '\\'",
          "prop_name IS NULL AND other IS NOT NULL",
          "NOT (a > 1) AND NOT NOT b",
          "TRUE or false",
          "a = 'it''s'",
          "$a_1 = 'x' AND _b = 'y' AND é𝒳 = 1",
          "a = -9223372036854775808 AND b = +9223372036854775807",
          "a = 0x7fffFFFFffffFFFF AND b = 017 AND d = 57L",
          "a = 7. AND b = -.5 AND c = 7E3 AND d = 7.5e-2 AND e = 7.5e+2f",
          "(a + 1) * -2 / b - - 3 >= c",
          "a <> 'x' AND b = TRUE",
          "\"x-opt name\" = 1 AND \"a\"\"b\" IS NULL",
          "a % 2 = 1",
          "a -- the rest is a remark\n = /* and this */ 1",
          "a = NOT b",
          "((((((((a))))))))",
          "a = 'open",
          "a = 99999999999999999999",
          "a BETWEEN 1",
          "a IN ()",
          "a = 1e999",
          "/* open",
          "JMSMessageID = 'ID:1' AND JMSXGroupSeq > 3",
          " ",
          "");

  private FuzzSeeds() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    write(directory.resolve("uri"), URIS);
    write(directory.resolve("selector"), SELECTORS);
  }

  private static void write(Path directory, List<String> seeds) throws IOException {
    Files.createDirectories(directory);
    for (int i = 0; i < seeds.size(); i++) {
      Files.writeString(directory.resolve(String.format("seed-%02d", i)), seeds.get(i), UTF_8);
    }
  }
}
