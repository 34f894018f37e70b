// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.packaging;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The names in a class file that a relocation should have changed and has not. */
final class ClassReferences {

    private static final int MAGIC = 0xCAFEBABE;
    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;

    /** A package of bundled software at the start of a name, in a signature or as a string. */
    private static final Pattern UNRELOCATED =
            Pattern.compile(
                    "(?:^|(?<=[L\\[<;(]))(?:io/grpc|io/netty|io/perfmark|com/google|org/jspecify"
                            + "|org/codehaus|android/annotation)/[\\w/$]+"
                            + "|^(?:io\\.grpc|io\\.netty|com\\.google)\\.[\\w.$]*[A-Z]\\w*$");

    private ClassReferences() {}

    /** Reads a class file's constants. */
    static List<String> unrelocated(InputStream classFile) throws IOException {
        DataInputStream in = new DataInputStream(classFile);
        if (in.readInt() != MAGIC) {
            throw new IOException("not a class file");
        }
        in.skipNBytes(4);
        TreeSet<String> found = new TreeSet<>();
        int count = in.readUnsignedShort();
        for (int index = 1; index < count; index++) {
            int tag = in.readUnsignedByte();
            if (tag == UTF8) {
                UNRELOCATED
                        .matcher(in.readUTF())
                        .results()
                        .map(MatchResult::group)
                        .forEach(found::add);
            } else {
                in.skipNBytes(sizeOf(tag));
            }
            if (tag == LONG || tag == DOUBLE) {
                index++;
            }
        }
        return List.copyOf(found);
    }

    /** The bytes of a constant after its tag, as the Java virtual machine specification says. */
    private static int sizeOf(int tag) throws IOException {
        return switch (tag) {
            case 7, 8, 16, 19, 20 -> 2;
            case 15 -> 3;
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
            case LONG, DOUBLE -> 8;
            default -> throw new IOException("unknown constant " + tag);
        };
    }
}
