// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testutils.embedded;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.vitess.proto.binlogdata.Filter;
import org.apache.flink.connector.vitess.proto.binlogdata.Rule;
import org.apache.flink.connector.vitess.proto.binlogdata.ShardGtid;
import org.apache.flink.connector.vitess.proto.topodata.TabletType;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteRequest;
import org.apache.flink.connector.vitess.proto.vtgate.ExecuteResponse;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamRequest;
import org.apache.flink.connector.vitess.proto.vtgate.VStreamResponse;
import org.apache.flink.connector.vitess.proto.vtgateservice.VitessGrpc;

/** The gRPC service: vtgate's front. */
final class VtgateService extends VitessGrpc.VitessImplBase {
    private static final Filter ALL_TABLES =
            Filter.newBuilder().addRules(Rule.newBuilder().setMatch("/.*")).build();

    private final EmbeddedVitess vitess;
    private final EmbeddedVitess.Builder settings;

    VtgateService(EmbeddedVitess vitess, EmbeddedVitess.Builder settings) {
        this.vitess = vitess;
        this.settings = settings;
    }

    @Override
    public void execute(ExecuteRequest request, StreamObserver<ExecuteResponse> observer) {
        Optional<Status> failure = vitess.faults().ofStatement();
        if (failure.isPresent()) {
            observer.onError(failure.get().asRuntimeException());
        } else if (!TargetedStatement.hangs(vitess, request)) {
            answer(request, observer);
        }
    }

    private void answer(ExecuteRequest request, StreamObserver<ExecuteResponse> observer) {
        observer.onNext(
                new CollationStatements(vitess)
                        .execute(request)
                        .or(() -> new DeclarationStatements(vitess).execute(request))
                        .or(() -> new RiskStatements(vitess).execute(request))
                        .or(
                                () ->
                                        new VariableStatements(vitess, settings.binlogRowImage())
                                                .execute(request))
                        .orElseGet(() -> new ShowStatements(vitess).execute(request)));
        observer.onCompleted();
    }

    @Override
    public void vStream(VStreamRequest request, StreamObserver<VStreamResponse> observer) {
        try {
            List<ShardGtid> starts = new StartPositions(vitess).resolve(request.getVgtid());
            VtgateStream call =
                    new VtgateStream(
                            vitess,
                            options(request),
                            (ServerCallStreamObserver<VStreamResponse>) observer);
            vitess.started(call);
            call.start(starts);
        } catch (StreamFailure failure) {
            observer.onError(
                    Status.fromCode(failure.code())
                            .withDescription(failure.getMessage())
                            .asRuntimeException());
        }
    }

    private StreamOptions options(VStreamRequest request) {
        return new StreamOptions(
                new FilterRules(request.hasFilter() ? request.getFilter() : ALL_TABLES),
                request.getFlags(),
                tabletType(request),
                settings.packetBytes(),
                settings.tabletPickerTimeout());
    }

    private static TabletType tabletType(VStreamRequest request) {
        return request.getTabletType() == TabletType.UNKNOWN
                ? TabletType.PRIMARY
                : request.getTabletType();
    }
}
