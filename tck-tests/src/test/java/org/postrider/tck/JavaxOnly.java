// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** A test that is run on {@code javax.jms} only: others wrote it, for that. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("javax-only")
public @interface JavaxOnly {}
