// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.postrider.codec.frame.ProtocolHeader;

/**
 * Writes the seeds that fuzzing of SASL starts from, made by our own encoders.
 *
 * <p>A program; its argument is the directory of the corpora.
 */
final class SaslFuzzSeeds {

  private static final String SERVER_FIRST =
      "r=$N%hvYDpWUa2RaTCAfuxFIlj,s=W22ZaJ0SNY7soEsUEjb6gQ==";
  private static final String SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

  private SaslFuzzSeeds() {}

  public static void main(String[] arguments) throws IOException {
    write(Path.of(arguments[0], "sasl"), seeds());
    write(Path.of(arguments[0], "sasl-server"), serverSeeds());
  }

  private static void write(Path directory, List<byte[]> seeds) throws IOException {
    Files.createDirectories(directory);
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(directory.resolve(String.format("seed-%02d", i)), seeds.get(i));
    }
  }

  private static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    for (int mechanism = 0; mechanism < SaslFuzz.MECHANISMS.size(); mechanism++) {
      seeds.add(script(mechanism, step(SaslFuzz.OK, "")));
      seeds.add(script(mechanism, step(SaslFuzz.REFUSAL, "")));
      seeds.add(
          script(
              mechanism,
              step(SaslFuzz.CHALLENGE, SERVER_FIRST + ",i=4096"),
              step(SaslFuzz.OK, SERVER_FINAL)));
    }
    seeds.add(
        script(1, step(SaslFuzz.CHALLENGE, SERVER_FIRST + ",i=99999999"), step(SaslFuzz.OK, "")));
    seeds.add(
        script(
            1,
            step(SaslFuzz.CHALLENGE, "m=x," + SERVER_FIRST + ",i=4096"),
            step(SaslFuzz.CHALLENGE, SERVER_FINAL)));
    seeds.add(
        script(
            0,
            step(SaslFuzz.CHALLENGE, SERVER_FIRST + ",i=4096"),
            step(SaslFuzz.CHALLENGE, "e=other-error"),
            step(SaslFuzz.OK, "")));
    seeds.add(script(3, step(SaslFuzz.CHALLENGE, "<1896.697170952@postoffice.reston.mci.net>")));
    seeds.add(script(4, step(SaslFuzz.CHALLENGE, "{\"status\":\"invalid_token\"}")));
    String offer =
        new String(
            SaslScript.join(
                SaslScript.header(ProtocolHeader.SASL),
                SaslScript.frame(SaslScript.offer("GSSAPI", "PLAIN", "SCRAM-SHA-256"))),
            ISO_8859_1);
    seeds.add(script(SaslFuzz.RAW_FROM_THE_START | 6, step(SaslFuzz.RAW, offer)));
    seeds.add(script(SaslFuzz.RAW_FROM_THE_START | 1, step(SaslFuzz.RAW, offer)));
    seeds.addAll(tokenSeeds());
    return seeds;
  }

  private static List<byte[]> tokenSeeds() {
    List<byte[]> seeds = new ArrayList<>();
    int bearer = SaslFuzz.MECHANISMS.indexOf("OAUTHBEARER");
    String why =
        "{\"status\":\"invalid_token\",\"scope\":\"a b\","
            + "\"openid-configuration\":\"https://login.example/.well-known\"}";
    for (int mechanism = bearer; mechanism <= bearer + 1; mechanism++) {
      seeds.add(
          script(mechanism, step(SaslFuzz.CHALLENGE, why), step(SaslFuzz.REFUSAL, "expired")));
      seeds.add(script(mechanism, step(SaslFuzz.CHALLENGE, why), step(SaslFuzz.OK, "")));
      seeds.add(
          script(
              mechanism,
              step(SaslFuzz.CHALLENGE, "\u0001\u007f\""),
              step(SaslFuzz.CHALLENGE, why)));
    }
    int plus = SaslFuzz.MECHANISMS.indexOf("SCRAM-SHA-256-PLUS");
    seeds.add(
        script(
            plus,
            step(SaslFuzz.CHALLENGE, SERVER_FIRST + ",i=4096,x=extension"),
            step(SaslFuzz.CHALLENGE, "e=channel-bindings-dont-match")));
    seeds.add(
        script(
            plus - 1,
            step(SaslFuzz.CHALLENGE, SERVER_FIRST + ",i=4096"),
            step(SaslFuzz.CHALLENGE, "e=server-does-support-channel-binding")));
    int external = SaslFuzz.MECHANISMS.indexOf("EXTERNAL");
    seeds.add(script(external, step(SaslFuzz.CHALLENGE, ""), step(SaslFuzz.OK, "more")));
    return seeds;
  }

  private static List<byte[]> serverSeeds() {
    List<byte[]> seeds = new ArrayList<>();
    int passwords = SaslServerFuzz.PASSWORDS;
    int everybody = SaslServerFuzz.ANONYMOUS | SaslServerFuzz.SASL_OPTIONAL;
    for (int flags :
        new int[] {passwords, everybody, passwords | SaslServerFuzz.IN_PIECES | everybody}) {
      for (String message :
          List.of("\0u\0$P", "\0u\0no", "u\0u\0$P", "v\0u\0$P", "\0u", "\0x\0$P", "\0$P\0")) {
        seeds.add(script(flags, step(SaslServerFuzz.PLAIN, message)));
      }
      seeds.add(
          script(
              flags,
              step(SaslServerFuzz.PLAIN_WITHOUT_RESPONSE, ""),
              step(SaslServerFuzz.RESPONSE, "\0u\0$P")));
      seeds.add(script(flags, step(SaslServerFuzz.INIT_ANONYMOUS, "trace")));
      seeds.add(script(flags, step(SaslServerFuzz.OTHER_MECHANISM, "SCRAM-SHA-256")));
      seeds.add(script(flags, step(SaslServerFuzz.RESPONSE, "\0u\0$P")));
    }
    int raw = SaslServerFuzz.RAW_FROM_THE_START;
    String header = new String(SaslScript.header(ProtocolHeader.SASL), ISO_8859_1);
    String amqp = new String(SaslScript.header(ProtocolHeader.AMQP), ISO_8859_1);
    String offer = new String(SaslScript.frame(SaslScript.offer("PLAIN")), ISO_8859_1);
    for (String octets : List.of(header, amqp, header + offer, "GET / HTTP/1.1\r\n", "\26\3\1")) {
      seeds.add(script(raw | everybody, step(SaslServerFuzz.RAW, octets)));
      seeds.add(script(raw | passwords, step(SaslServerFuzz.RAW, octets)));
    }
    return seeds;
  }

  private static byte[] script(int first, byte[]... steps) {
    return SaslScript.join(new byte[] {(byte) first}, SaslScript.join(steps));
  }

  private static byte[] step(int kind, String text) {
    ByteArrayOutputStream step = new ByteArrayOutputStream();
    step.write(kind);
    step.write(text.length() >> 8);
    step.write(text.length());
    step.writeBytes(text.getBytes(ISO_8859_1));
    return step.toByteArray();
  }
}
