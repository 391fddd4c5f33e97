// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Where a report is kept: {@code client-comparison.md} and {@code .html}. Whoever reads them finds
 * all of one report or of the one before.
 *
 * <p>Immutable.
 *
 * @param folder of both
 */
record ReportFiles(Path folder) {

  private static final String NAME = "client-comparison";

  /** Writes both, and gives the Markdown. */
  List<String> write(Report report) throws IOException {
    List<String> markdown = new MarkdownReport(report).lines();
    replace(table(), markdown);
    replace(page(), new HtmlReport(report).lines());
    return markdown;
  }

  Path table() {
    return folder.resolve(NAME + ".md");
  }

  Path page() {
    return folder.resolve(NAME + ".html");
  }

  private void replace(Path file, List<String> lines) throws IOException {
    // Not a temporary file of the JDK's, which nobody else may read.
    Path written = folder.resolve(file.getFileName() + ".tmp");
    try {
      Files.write(written, lines);
      Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
  }
}
