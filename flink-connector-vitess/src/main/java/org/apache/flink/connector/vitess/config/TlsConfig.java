// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import java.io.Serializable;
import java.util.Optional;
import org.apache.flink.annotation.PublicEvolving;

/**
 * How a TLS connection to vtgate is secured. All files are PEM files, read on the machine that
 * connects: the JobManager and each TaskManager.
 *
 * @param caFile the certificates to trust; null trusts those that Java trusts
 * @param certificateFile the client's own certificate chain, where vtgate asks for one; null for
 *     none
 * @param keyFile the client's private key (PKCS#8), given if and only if {@code certificateFile} is
 * @param serverName the name that vtgate's certificate must carry; null for the host's name
 */
@PublicEvolving
public record TlsConfig(String caFile, String certificateFile, String keyFile, String serverName)
        implements Serializable {

    public TlsConfig {
        if ((certificateFile == null) != (keyFile == null)) {
            throw new IllegalArgumentException(
                    "mTLS needs both the client's certificate and its key, or neither");
        }
    }

    /** TLS with the certificates that Java trusts. */
    public static TlsConfig trustingJava() {
        return new TlsConfig(null, null, null, null);
    }

    /** TLS with a certificate authority of one's own. */
    public static TlsConfig trusting(String caFile) {
        return new TlsConfig(caFile, null, null, null);
    }

    /** The same with a client certificate (mTLS). */
    public TlsConfig withClientCertificate(String newCertificateFile, String newKeyFile) {
        return new TlsConfig(caFile, newCertificateFile, newKeyFile, serverName);
    }

    /** The same, expecting another name in vtgate's certificate than its host's. */
    public TlsConfig withServerName(String newServerName) {
        return new TlsConfig(caFile, certificateFile, keyFile, newServerName);
    }

    /** The name to expect in vtgate's certificate, where it is not the host's. */
    public Optional<String> expectedServerName() {
        return Optional.ofNullable(serverName);
    }
}
