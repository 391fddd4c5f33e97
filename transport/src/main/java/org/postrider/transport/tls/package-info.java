// SPDX-License-Identifier: Apache-2.0
/** TLS settings, what is read of their files, and words for what fails. It knows no socket. */
@NullMarked
package org.postrider.transport.tls;

import org.jspecify.annotations.NullMarked;
