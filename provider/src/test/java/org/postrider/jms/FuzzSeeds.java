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
          "discovery:(multicast://default?group=default)",
          "discovery:(file:///list?updateInterval=500)?discovery.updateInterval=7&jms.clientID=x",
          "discovery:file:///a/b",
          "discovery://(file:/a)?failover.randomize=true&discovery.discovered.jms.clientID=x",
          "discovery:(file:///a,file:///b)",
          "discovery:(file:a?b=1)",
          "discovery:(file://host/a%00b)",
          "discovery:(FILE:///%zz)",
          "discovery:(discovery:(file:///a))",
          "failover:(discovery:(file:///a),amqp://b)",
          "failover:(amqps://a,amqpwss://b/p)?failover.nested.transport.verifyHost=false"
              + "&failover.nested.amqp.vhost=v&failover.nested.jms.clientID=x",
          "failover:(amqp://a)?failover.nested.failover.randomize=true&failover.nested.=1",
          "failover:(amqp://a?failover.nested.amqp.vhost=v)",
          "failover:(amqp://a?jms.clientID=x,amqp://u:p@b)",
          "failover:(amqp://a)?failover.reconnectBackOffMultiplier=1e309&failover.jitter=-1"
              + "&failover.amqpOpenServerListAction=ignore&failover.startupMaxReconnectAttempts=2",
          "amqps://h?transport.proxyType=SOCKS5&transport.proxyHost=p&transport.proxyPort=1080"
              + "&transport.proxyUser=ada&transport.proxyPassword=s%26%3D%3F",
          "amqp://h?transport.proxyType=FTP&transport.proxyPort=70000&transport.proxyHost=",
          "amqpwss://h:443/a;b?transport.ws.httpHeader.Authorization=Bearer%20x"
              + "&transport.ws.httpHeader.X-%0D%0AY=1&transport.ws.compression=true",
          "amqpws://h/%0d%0aX?transport.ws.httpHeader.A=b%0D%0AC:d&transport.ws.maxFrameSize=0",
          "amqpws://h?transport.ws.httpHeader.=1&transport.ws.httpHeader.Host=x",
          "amqps://h?transport.keyStoreLocation=k.p12&transport.keyStorePassword=s%25"
              + "&transport.keyAlias=a&transport.storeType=PKCS12&transport.trustAll=true",
          "amqps://h?transport.certificateFile=c.crt&transport.keyFile=c.key"
              + "&transport.keyPassword=s&transport.caFile=ca.crt&transport.useOpenSSL=true",
          "amqps://h?transport.enabledCipherSuites=TLS_AES_256_GCM_SHA384,,%2C"
              + "&transport.disabledProtocols=SSLv3&transport.contextProtocol=TLSv1.2",
          "amqp://h?sasl.options.configScope=c&sasl.options.serverName=n&sasl.options.x=y"
              + "&amqp.saslMechanisms=GSSAPI&amqp.saslLayer=false",
          "amqp://h?jms.username=u&jms.password=%F0%9F%94%91&jms.username=again",
          "amqp://h?transport.connectTimeout=99999999999&amqp.maxFrameSize=511&amqp.channelMax=-1",
          "amqp://h?transport.localAddress=::1&transport.localPort=-5&transport.defaultTcpPort=0",
          "amqp://xn--bcher-kva.example?JMS.CLIENTID=1&jms.clientid=2",
          "amqp://[::ffff:1.2.3.4%25en0]:5672",
          "amqp://h?jms.prefetchPolicy.queuePrefetch=+5&jms.redeliveryPolicy.outcome=6",
          "amqp://h\u0000?jms.clientID=%00%0A",
          "  failover:( amqp://a , amqp://b )  ",
          "amqp://h?jms.password=$P",
          "failover:(amqp://a,amqp://b:x)?jms.password=$P&jms.clientID=x",
          "failover:(amqps://a?transport.keyStorePassword=$P&x,amqp://b)",
          "amqp://h?transport.proxyPassword=$P&transport.proxyPort=z",
          "amqp://h?jms.password=a&b=c&$P",
          "amqp://h;jms.password=a?$P",
          "amqp://h;jms.password=a/$P",
          "amqpws://h/p,jms.password=$P",
          "failover:(amqp://h,amqp://h2?transport.keyStorePassword=a,amqp://$P)",
          "failover:(amqp://h?transport.keyStorePassword=a,$P://x,amqp://b?amqp.vhost=v)",
          "failover:(amqp://h)?jms.password=a)$P",
          "amqp://h?jms.password=a&b=%&$P=%z",
          "discovery:(file:///a;jms.password=$P)",
          "amqp://h?jms.pasword=a&$P");

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
