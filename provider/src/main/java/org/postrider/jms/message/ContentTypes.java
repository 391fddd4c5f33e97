// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Symbol;

/**
 * What content types tell about a body of octets.
 *
 * <p>Stateless.
 */
final class ContentTypes {

  static final Symbol OCTET_STREAM = Symbol.of("application/octet-stream");
  static final Symbol SERIALIZED_OBJECT = Symbol.of("application/x-java-serialized-object");

  private static final Set<String> TEXTUAL_APPLICATIONS =
      Set.of("xml", "json", "javascript", "ecmascript", "xml-dtd");
  private static final String CHARSET = "charset=";

  private ContentTypes() {}

  static boolean isOctets(@Nullable Symbol contentType) {
    return contentType == null || is(contentType, OCTET_STREAM);
  }

  static boolean isSerializedObject(@Nullable Symbol contentType) {
    return contentType != null && is(contentType, SERIALIZED_OBJECT);
  }

  private static boolean is(Symbol contentType, Symbol expected) {
    return mediaType(contentType.toString()).equals(expected.toString());
  }

  /** The character set of a text's octets, or null where they are no text that we could read. */
  static @Nullable Charset charset(@Nullable Symbol contentType) {
    String text = contentType == null ? "" : contentType.toString();
    if (!isTextual(mediaType(text))) {
      return null;
    }
    for (String parameter : text.split(";", -1)) {
      String stripped = parameter.strip();
      if (stripped.regionMatches(true, 0, CHARSET, 0, CHARSET.length())) {
        return named(stripped.substring(CHARSET.length()).replace("\"", "").strip());
      }
    }
    return StandardCharsets.UTF_8;
  }

  private static @Nullable Charset named(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException unknown) {
      return null;
    }
  }

  private static boolean isTextual(String mediaType) {
    int slash = mediaType.indexOf('/');
    if (slash < 0) {
      return false;
    }
    String subtype = mediaType.substring(slash + 1);
    return switch (mediaType.substring(0, slash)) {
      case "text" -> true;
      case "application" ->
          TEXTUAL_APPLICATIONS.contains(subtype)
              || subtype.endsWith("+xml")
              || subtype.endsWith("+json");
      default -> false;
    };
  }

  private static String mediaType(String contentType) {
    int end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }
}
