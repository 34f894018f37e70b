// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keyspace id of a row, by the first column of its primary key.
 *
 * <p>Integers go through Vitess' {@code hash} vindex, all else through its {@code binary_md5}. So a
 * real keyspace with these vindexes puts the same rows into the same shards.
 */
public final class Vindex {
    private Vindex() {}

    static byte[] keyspaceId(TableDefinition table, RowValues row) {
        int column = table.keyColumns()[0];
        byte[] value = row.get(column);
        boolean integer = (table.columns().get(column).type().getNumber() & 256) != 0;
        return integer ? hash(value) : binaryMd5(value);
    }

    /** By the vindex {@code binary_md5}. */
    public static byte[] binaryMd5(byte[] value) {
        try {
            return MessageDigest.getInstance("MD5").digest(value);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }

    /**
     * By the vindex {@code hash}: one block of 3DES with a key of zeros over the big-endian number.
     *
     * @param value a whole number as text
     */
    public static byte[] hash(byte[] value) {
        String digits = new String(value, StandardCharsets.US_ASCII);
        long number =
                digits.startsWith("-") ? Long.parseLong(digits) : Long.parseUnsignedLong(digits);
        byte[] block = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
        try {
            Cipher cipher = Cipher.getInstance("DESede/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[24], "DESede"));
            return Arrays.copyOf(cipher.doFinal(block), Long.BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has DESede", e);
        }
    }
}
