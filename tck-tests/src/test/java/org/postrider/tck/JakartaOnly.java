// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A test that is not run again on {@code javax.jms}: it has no JMS in it, or a peer that speaks
 * {@code jakarta.jms}.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("jakarta-only")
public @interface JakartaOnly {}
