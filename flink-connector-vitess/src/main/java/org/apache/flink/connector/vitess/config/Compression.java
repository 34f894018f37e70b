// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.config;

import java.util.Locale;
import org.apache.flink.annotation.PublicEvolving;

/** How vtgate packs the responses of streams. */
@PublicEvolving
public enum Compression {
    /** Not at all. */
    NONE,
    /** By gzip, which vtgate knows from Vitess 24 on. */
    GZIP;

    /** As it is written in SQL, such as {@code gzip}; gRPC has the same names. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
