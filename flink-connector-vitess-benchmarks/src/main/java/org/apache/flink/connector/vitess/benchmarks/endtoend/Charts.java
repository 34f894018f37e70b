// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.style.Styler;

/** Bars of what a plan's consumers did, side by side for each work, as SVG. */
final class Charts {

    private static final int WIDTH = 900;
    private static final int HEIGHT = 420;

    private final Plan plan;
    private final List<Table> tables = new ArrayList<>();

    Charts(Plan plan) {
        this.plan = plan;
    }

    void add(Table table) {
        tables.add(table);
    }

    /** Writes the files into a folder, which is made if it is missing. */
    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        write(folder, "rows", "thousand rows a second", its -> its.rowsPerSecond() / 1e3);
        write(folder, "cpu", "CPU us a row", Figures::cpu);
    }

    private void write(Path folder, String name, String unit, ToDoubleFunction<Figures> of)
            throws IOException {
        CategoryChart chart =
                new CategoryChartBuilder()
                        .width(WIDTH)
                        .height(HEIGHT)
                        .yAxisTitle(unit)
                        .theme(Styler.ChartTheme.XChart)
                        .build();
        List<String> works = tables.stream().map(table -> table.work().title()).toList();
        series(of).forEach((title, values) -> chart.addSeries(title, works, values));
        Path file = folder.resolve(plan.name().toLowerCase(Locale.ROOT) + "-" + name + ".svg");
        VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsFormat.SVG);
    }

    /** The medians by consumer, one of each work. */
    private Map<String, List<Double>> series(ToDoubleFunction<Figures> of) {
        Map<String, List<Double>> series = new LinkedHashMap<>();
        for (Table table : tables) {
            for (String title : table.figures().keySet()) {
                series.computeIfAbsent(title, t -> new ArrayList<>()).add(table.median(title, of));
            }
        }
        return series;
    }
}
