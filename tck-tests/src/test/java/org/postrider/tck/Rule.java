// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The rules of {@code RULES.md} that a test proves, such as {@code close.1}. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Rule {
  String[] value();
}
