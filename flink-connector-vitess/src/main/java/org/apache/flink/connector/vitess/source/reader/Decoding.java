// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.source.reader;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import org.apache.flink.connector.vitess.client.VitessException;
import org.apache.flink.connector.vitess.config.TabletType;
import org.apache.flink.connector.vitess.decode.ChangeBatch;
import org.apache.flink.connector.vitess.decode.MySqlCollations;
import org.apache.flink.connector.vitess.decode.NotAnsweredException;
import org.apache.flink.connector.vitess.decode.Selection;
import org.apache.flink.connector.vitess.decode.VStreamDecoder;
import org.apache.flink.connector.vitess.position.EndPosition;
import org.apache.flink.connector.vitess.position.Shard;
import org.apache.flink.connector.vitess.position.ShardPosition;
import org.apache.flink.connector.vitess.schema.TableSchema;
import org.apache.flink.connector.vitess.schema.TableSchemas;
import org.apache.flink.connector.vitess.source.reader.BackgroundQuestions.Question;

/**
 * Decodes the responses of one VStream. Few streams have to ask MySQL for it: those are decoded
 * outside the fetcher thread, the others in it. Fetcher thread only.
 */
final class Decoding {

    /** MySQL has to be asked, which the fetcher thread must not wait for: to be decoded beside. */
    static final class MustAskException extends NotAnsweredException {
        private static final long serialVersionUID = 1;

        private MustAskException() {
            super(null);
        }
    }

    /** MySQL was asked. */
    static final class AskedInVainException extends NotAnsweredException {
        private static final long serialVersionUID = 1;

        private final VitessException failure;

        private AskedInVainException(VitessException failure) {
            super(failure);
            this.failure = failure;
        }

        /** Why it did not answer. */
        VitessException failure() {
            return failure;
        }
    }

    private final StreamContext context;
    private final Shard shard;
    private final boolean beside;
    private final VStreamDecoder decoder;

    /** What is being decoded beside; null if nothing is. */
    private Question<List<ChangeBatch>> pending;

    /** Whether something was decoded after {@link #rest} was asked for. */
    private boolean restIsOpen;

    /**
     * Continues from a position.
     *
     * @param filtered whether the server leaves rows out by the position's condition
     * @param beside whether MySQL may be asked
     * @param mayHold whether rows of so many bytes may be held back
     */
    Decoding(
            StreamContext context,
            Shard shard,
            ShardPosition start,
            EndPosition end,
            boolean filtered,
            boolean beside,
            LongPredicate mayHold) {
        this.context = context;
        this.shard = shard;
        this.beside = beside;
        this.decoder =
                new VStreamDecoder(
                        shard,
                        start,
                        end,
                        new Selection(
                                context.config().rows()::columnsOf, filtered, context.boundaries()),
                        new Collations(),
                        mayHold);
    }

    /** Whether something is still being decoded: no more can be taken before. */
    boolean isBusy() {
        return pending != null && !pending.isDone();
    }

    /** What was decoded beside since the last call. */
    List<ChangeBatch> take() {
        if (pending == null) {
            return List.of();
        }
        Question<List<ChangeBatch>> done = pending;
        pending = null;
        return done.answer();
    }

    /** Decodes a response; beside, what it has comes later. */
    List<ChangeBatch> decode(byte[] response) {
        restIsOpen = true;
        return run(() -> decoder.decode(response));
    }

    /** The columns of a copy that has just begun, once; empty if none has, or while busy. */
    Optional<TableSchema> takeCopied() {
        return isBusy() ? Optional.empty() : decoder.takeCopied();
    }

    /** Continues with the columns that are known now; beside, what follows comes later. */
    List<ChangeBatch> proceed(TableSchemas known) {
        known.versions().forEach(decoder::know);
        return run(decoder::resume);
    }

    /** What has no batch yet, up to the last complete transaction; beside, it comes later. */
    List<ChangeBatch> rest() {
        if (!restIsOpen || pending != null) {
            return List.of();
        }
        restIsOpen = false;
        return run(decoder::rest);
    }

    /** Whether nothing of the responses is held; false while busy. */
    boolean holdsNothing() {
        return pending == null && decoder.holdsNothing();
    }

    private List<ChangeBatch> run(Callable<List<ChangeBatch>> work) {
        if (beside) {
            pending = context.questions().ask(work, context.onActivity());
            return List.of();
        }
        try {
            return work.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The stream has ended: the answer is no longer needed. */
    void giveUp() {
        if (pending != null) {
            pending.giveUp();
        }
    }

    /** Asks the shard's own MySQL. */
    private final class Collations implements MySqlCollations {

        @Override
        public List<Integer> compare(
                String table, String column, List<byte[]> values, byte[] pivot) {
            return ask(
                    () ->
                            context.client()
                                    .compare(shard, tabletType(), table, column, values, pivot));
        }

        @Override
        public Map<String, Integer> ids(String table) {
            return ask(() -> context.client().collations(shard, tabletType(), table));
        }

        private TabletType tabletType() {
            return context.config().tabletType();
        }

        private <T> T ask(Supplier<T> question) {
            if (!beside) {
                throw new MustAskException();
            }
            try {
                return question.get();
            } catch (VitessException e) {
                throw new AskedInVainException(e);
            }
        }
    }
}
