// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A key store or trust store in a file.
 *
 * <p>Immutable.
 *
 * @param location the file
 * @param password of the store; null for that of the system property, or none
 * @param type {@code PKCS12}, {@code JKS} or another that the JDK knows; null for that of the
 *     system property, or the JDK's default, which reads both of these
 */
public record StoreFile(Path location, @Nullable Secret password, @Nullable String type) {}
