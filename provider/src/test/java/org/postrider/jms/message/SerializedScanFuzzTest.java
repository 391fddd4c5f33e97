// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.jms.MessageFormatException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.value.Binary;
import org.postrider.jms.options.Options;

/** Objects by chance: the look through them finds what the JDK finds, and nothing else. */
@Timeout(120)
class SerializedScanFuzzTest {

  private static final int OBJECTS = 4000;

  private static final ObjectSerializer SERIALIZER =
      new ObjectSerializer(DeserializationPolicy.of(Options.DEFAULTS));

  @Test
  void whatTheJdkReadsIsLookedThrough() throws IOException {
    int read = 0;
    int heavy = 0;
    for (int seed = 0; seed < OBJECTS; seed++) {
      RandomObject object = new RandomObject(seed);
      byte[] octets = object.octets();
      ReadByTheJdk byTheJdk = ReadByTheJdk.of(octets);

      Throwable refused = catchThrowable(() -> SERIALIZER.deserialize(Binary.wrap(octets)));

      if (byTheJdk.largestList() > SerializedScan.MAX_KEY_WEIGHT) {
        assertThat(refused).as("seed %d", seed).isInstanceOf(MessageFormatException.class);
        heavy++;
      } else if (byTheJdk.isWhole() && !object.isOdd()) {
        assertThat(refused).as("seed %d", seed).isNull();
        read++;
      }
    }
    assertThat(heavy).isGreaterThan(OBJECTS / 10);
    assertThat(read).isGreaterThan(OBJECTS / 10);
  }
}
