// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import java.util.ArrayList;
import java.util.List;

/**
 * What a discovery URI names: one file of servers, or several.
 *
 * <p>Immutable.
 *
 * @param files at least one, in the order of the URI
 */
public record Discovery(List<DiscoveryFile> files) {

  /** Copies the list. */
  public Discovery {
    files = List.copyOf(files);
  }

  /** The same files with options that go before all that their lines say. */
  Discovery with(Options others) {
    return new Discovery(files.stream().map(file -> file.with(others)).toList());
  }

  /** What stands in the brackets of the URI, without options. */
  String agents() {
    return String.join(",", files.stream().map(DiscoveryFile::agent).toList());
  }

  /**
   * Reads the files, which may take its time.
   *
   * @return the servers of all, each once
   * @throws IllegalArgumentException as {@link DiscoveryFile#read}
   */
  List<Endpoint> read() {
    return merged(files.stream().map(DiscoveryFile::read).toList());
  }

  /** The servers of all readings in their order, each where it stands first. */
  public static List<Endpoint> merged(List<List<Endpoint>> readings) {
    List<Endpoint> all = new ArrayList<>();
    for (List<Endpoint> reading : readings) {
      for (Endpoint server : reading) {
        if (all.stream().noneMatch(server::isSameServer)) {
          all.add(server);
        }
      }
    }
    return List.copyOf(all);
  }
}
