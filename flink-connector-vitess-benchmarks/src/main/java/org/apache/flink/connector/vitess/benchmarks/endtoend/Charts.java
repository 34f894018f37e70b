// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.benchmarks.endtoend;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Rectangle;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.DefaultCategoryDataset;
import org.w3c.dom.Document;

/** Bars of what a plan's consumers did, side by side for each work, as SVG. */
final class Charts {

    private static final int WIDTH = 900;
    private static final int BAR_HEIGHT = 14;
    private static final int OTHER_HEIGHT = 100;

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
        write(folder, "rows", "Thousand rows a second", its -> its.rowsPerSecond() / 1e3);
        write(folder, "cpu", "CPU µs a row", Figures::cpu);
    }

    private void write(Path folder, String name, String unit, ToDoubleFunction<Figures> of)
            throws IOException {
        DefaultCategoryDataset medians = new DefaultCategoryDataset();
        for (Table table : tables) {
            for (String title : table.figures().keySet()) {
                medians.addValue(table.median(title, of), title, table.work().title());
            }
        }
        JFreeChart chart =
                ChartFactory.createBarChart(
                        null, null, unit, medians, PlotOrientation.HORIZONTAL, true, false, false);
        plain(chart.getCategoryPlot());
        int bars = medians.getRowCount() * medians.getColumnCount();
        Path file = folder.resolve(plan.name().toLowerCase(Locale.ROOT) + "-" + name + ".svg");
        draw(chart, new Dimension(WIDTH, OTHER_HEIGHT + BAR_HEIGHT * bars), file);
    }

    private static void plain(CategoryPlot plot) {
        plot.setBackgroundPaint(Color.WHITE);
        plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
        plot.getDomainAxis().setMaximumCategoryLabelWidthRatio(0.5f);
        BarRenderer renderer = (BarRenderer) plot.getRenderer();
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setItemMargin(0);
    }

    private static void draw(JFreeChart chart, Dimension size, Path file) throws IOException {
        SVGGraphics2D graphics = new SVGGraphics2D(document());
        graphics.setSVGCanvasSize(size);
        chart.draw(graphics, new Rectangle(size));
        try (Writer writer = Files.newBufferedWriter(file)) {
            graphics.stream(writer, true);
        }
    }

    private static Document document() {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(SVGGraphics2D.SVG_NAMESPACE_URI, "svg", null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }
}
