// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import org.postrider.codec.wire.Encodable;

/** What may stand as the target of an attach: {@link Target}, or a transaction's coordinator. */
public interface TargetArchetype extends Encodable {}
