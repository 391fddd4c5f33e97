// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.flavour;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.postrider.tck.JakartaOnly;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The bill of materials, which has no parent that would keep it right. */
@JakartaOnly
final class BillOfMaterialsTest {
  private static final Path ROOT = Path.of("..");
  private static final String BOM = "bom";

  @Test
  void itHasTheVersionOfTheOthers() throws Exception {
    String version = child(pom(ROOT), "version");

    assertThat(child(pom(ROOT.resolve(BOM)), "version")).isEqualTo(version);
  }

  @Test
  void itManagesWhatIsPublishedAndNothingElse() throws Exception {
    Element bom = pom(ROOT.resolve(BOM));
    // Checkstyle has modules as well.
    Element list = elements(pom(ROOT), "modules").get(0);
    List<String> published = new ArrayList<>();
    for (Element module : elements(list, "module")) {
      Path folder = ROOT.resolve(module.getTextContent());
      Element pom = pom(folder);
      if (!folder.endsWith(BOM) && elements(pom, "maven.deploy.skip").isEmpty()) {
        published.add(child(pom, "artifactId"));
      }
    }

    assertThat(elements(bom, "dependency"))
        .map(dependency -> child(dependency, "artifactId"))
        .containsExactlyInAnyOrderElementsOf(published);
    assertThat(elements(bom, "dependency"))
        .map(dependency -> child(dependency, "version"))
        .containsOnly("${project.version}");
  }

  private static Element pom(Path folder) throws Exception {
    Path file = folder.resolve("pom.xml");
    assertThat(Files.isRegularFile(file)).as(file.toString()).isTrue();
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(file.toFile())
        .getDocumentElement();
  }

  private static List<Element> elements(Element parent, String name) {
    NodeList nodes = parent.getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  /** The text of an element's own child. */
  private static String child(Element parent, String name) {
    NodeList children = parent.getChildNodes();
    for (int i = 0; i < children.getLength(); i++) {
      if (children.item(i) instanceof Element child && child.getTagName().equals(name)) {
        return child.getTextContent().strip();
      }
    }
    return "";
  }
}
