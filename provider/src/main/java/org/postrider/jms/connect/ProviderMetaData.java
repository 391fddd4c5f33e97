// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.connect;

import jakarta.jms.ConnectionMetaData;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * What this provider is (Jakarta Messaging 6.1.6).
 *
 * <p>Immutable.
 */
public final class ProviderMetaData implements ConnectionMetaData {

  /** The name by which it goes at brokers, too. */
  public static final String PROVIDER_NAME = "Postrider";

  static final String PROVIDER_VERSION = "0.1.0";

  // The same source makes both flavours; the build renames the package of the API in the second.
  private static final boolean JAVAX =
      ConnectionMetaData.class.getPackageName().startsWith("javax.");
  private static final int JMS_MAJOR = JAVAX ? 2 : 3;
  private static final int JMS_MINOR = JAVAX ? 0 : 1;
  private static final List<String> JMSX_NAMES =
      List.of("JMSXUserID", "JMSXGroupID", "JMSXGroupSeq", "JMSXDeliveryCount");

  /** The Java and the system that it runs on. */
  static String platform() {
    return "JVM: "
        + System.getProperty("java.version")
        + ", "
        + System.getProperty("os.name")
        + ", "
        + System.getProperty("os.arch");
  }

  @Override
  public String getJMSVersion() {
    return JMS_MAJOR + "." + JMS_MINOR;
  }

  @Override
  public int getJMSMajorVersion() {
    return JMS_MAJOR;
  }

  @Override
  public int getJMSMinorVersion() {
    return JMS_MINOR;
  }

  @Override
  public String getJMSProviderName() {
    return PROVIDER_NAME;
  }

  @Override
  public String getProviderVersion() {
    return PROVIDER_VERSION;
  }

  @Override
  public int getProviderMajorVersion() {
    return 0;
  }

  @Override
  public int getProviderMinorVersion() {
    return 1;
  }

  @Override
  public Enumeration<String> getJMSXPropertyNames() {
    return Collections.enumeration(JMSX_NAMES);
  }
}
