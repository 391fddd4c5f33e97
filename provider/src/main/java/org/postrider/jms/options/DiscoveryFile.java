// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of a discovery URI: servers' URIs, one a line; blank lines and those that begin with
 * {@code #} say nothing.
 *
 * <p>Immutable; what the file says may be another thing at each reading, which may block.
 *
 * @param agent the agent's URI without its options
 * @param position where that begins in the discovery URI, counted from 0
 * @param file where it is
 * @param common the options of all servers; a line's own go before them
 * @param over options that go before those of the lines
 */
public record DiscoveryFile(String agent, int position, Path file, Options common, Options over) {

  private static final int MAX_OCTETS = 1 << 20;

  /** The same file with options that go before all that its lines say. */
  DiscoveryFile with(Options others) {
    return new DiscoveryFile(agent, position, file, common, over.with(others));
  }

  /**
   * Reads the file, which may take its time.
   *
   * @return 1 to 1000 servers, in the order of their lines
   * @throws IllegalArgumentException if it cannot be read, names no server, or has a bad line; the
   *     message names file, line and rule
   */
  public List<Endpoint> read() {
    List<Endpoint> servers = new ArrayList<>();
    int number = 0;
    for (String line : text().split("\r\n|\r|\n", -1)) {
      number++;
      String server = line.strip();
      if (!server.isEmpty() && server.charAt(0) != '#') {
        servers.add(server(server, number));
      }
    }
    if (servers.isEmpty() || servers.size() > UriParser.MAX_ENDPOINTS) {
      throw refused(
          "must name 1 to "
              + UriParser.MAX_ENDPOINTS
              + " servers, one a line as in "
              + ConnectionUri.DEFAULT
              + ", not "
              + servers.size());
    }
    return List.copyOf(servers);
  }

  private Endpoint server(String line, int number) {
    try {
      return UriParser.line(line, common).with(over);
    } catch (IllegalArgumentException bad) {
      String where = bad.getMessage() + " in line " + number;
      throw new IllegalArgumentException("discovery file " + file + ": " + where, bad);
    }
  }

  private String text() {
    // Anything else, such as a pipe, might never come to its end.
    if (!Files.isRegularFile(file)) {
      throw refused("must be a file that is there");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] octets = in.readNBytes(MAX_OCTETS + 1);
      if (octets.length > MAX_OCTETS) {
        throw refused("must have at most " + MAX_OCTETS + " octets");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
    } catch (CharacterCodingException malformed) {
      throw refused("must be text in UTF-8");
    } catch (IOException unreadable) {
      throw refused("must be readable: " + unreadable);
    }
  }

  private IllegalArgumentException refused(String rule) {
    return UriQuery.at(position, "discovery file " + file + " " + rule);
  }
}
