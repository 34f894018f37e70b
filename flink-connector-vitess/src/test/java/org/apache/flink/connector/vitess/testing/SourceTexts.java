// SPDX-License-Identifier: Apache-2.0
package org.apache.flink.connector.vitess.testing;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The texts in source code, as javac parses them. What is joined by {@code +} is one text, whose
 * parts in brackets or in arguments are texts of their own.
 */
public final class SourceTexts extends TreePathScanner<Void, Void> {

    private static final Set<String> FORMATS = Set.of("formatted", "String.format");

    private static final String VARIABLE = "...";

    private final List<SourceText> found = new ArrayList<>();

    private SourceTexts() {}

    /** The texts of all files below a folder. */
    public static List<SourceText> below(Path folder) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (Stream<Path> all = Files.walk(folder);
                StandardJavaFileManager manager =
                        compiler.getStandardFileManager(null, null, null)) {
            List<Path> files = all.filter(file -> file.toString().endsWith(".java")).toList();
            return of(manager.getJavaFileObjectsFromPaths(files));
        }
    }

    /** The texts of these files. */
    public static List<SourceText> of(Iterable<? extends JavaFileObject> files) throws IOException {
        JavacTask parser =
                (JavacTask)
                        ToolProvider.getSystemJavaCompiler()
                                .getTask(null, null, null, List.of("-proc:none"), null, files);
        SourceTexts texts = new SourceTexts();
        for (CompilationUnitTree file : parser.parse()) {
            texts.scan(file, null);
        }
        return texts.found;
    }

    @Override
    public Void visitAnnotation(AnnotationTree annotation, Void nothing) {
        return null;
    }

    @Override
    public Void visitLiteral(LiteralTree literal, Void nothing) {
        add(text(literal));
        return null;
    }

    @Override
    public Void visitBinary(BinaryTree sum, Void nothing) {
        add(text(sum));
        scanParts(sum);
        return null;
    }

    /** Goes on where a part of a sum is more than a part of its text. */
    private void scanParts(ExpressionTree part) {
        if (part instanceof BinaryTree sum) {
            scanParts(sum.getLeftOperand());
            scanParts(sum.getRightOperand());
        } else if (part instanceof ParenthesizedTree brackets) {
            scanParts(brackets.getExpression());
        } else if (formatOf(part) != null) {
            scan(((MethodInvocationTree) part).getArguments(), null);
        } else if (!(part instanceof LiteralTree)) {
            scan(part, null);
        }
    }

    /** Null if there is none. */
    private static String text(ExpressionTree expression) {
        if (expression instanceof LiteralTree literal) {
            return literal.getValue() instanceof String text ? text : null;
        }
        if (expression instanceof ParenthesizedTree brackets) {
            return text(brackets.getExpression());
        }
        if (expression instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
            String left = text(sum.getLeftOperand());
            String right = text(sum.getRightOperand());
            return left == null && right == null ? null : orVariable(left) + orVariable(right);
        }
        return formatOf(expression);
    }

    private static String orVariable(String text) {
        return text == null ? VARIABLE : text;
    }

    /** The text that is formatted; null if it is something else. */
    private static String formatOf(ExpressionTree expression) {
        return expression instanceof MethodInvocationTree call
                        && call.getMethodSelect() instanceof MemberSelectTree method
                        && method.getIdentifier().contentEquals("formatted")
                ? text(method.getExpression())
                : null;
    }

    private void add(String text) {
        if (text != null) {
            String type =
                    Path.of(getCurrentPath().getCompilationUnit().getSourceFile().getName())
                            .getFileName()
                            .toString()
                            .replace(".java", "");
            found.add(new SourceText(type, use(), plain(text)));
        }
    }

    /** Without what only formats it. */
    private static String plain(String text) {
        return text.replaceAll("%[sd]|\\{}", VARIABLE)
                .replaceAll("\\.{4,}", VARIABLE)
                .replaceAll("\\s+", " ")
                .replaceAll("^[., ]+", "")
                .strip();
    }

    private String use() {
        for (TreePath path = getCurrentPath(); ; path = path.getParentPath()) {
            Tree tree = path.getLeaf();
            if (tree instanceof NewClassTree made) {
                return "new " + made.getIdentifier();
            } else if (tree instanceof VariableTree variable) {
                return variable.getName().toString();
            } else if (tree instanceof MethodTree method) {
                return method.getName().toString();
            } else if (tree instanceof MethodInvocationTree call && !FORMATS.contains(name(call))) {
                return name(call);
            }
        }
    }

    private static String name(MethodInvocationTree call) {
        if (call.getMethodSelect() instanceof MemberSelectTree method) {
            boolean ofType =
                    method.getExpression() instanceof IdentifierTree type
                            && Character.isUpperCase(type.getName().charAt(0));
            return ofType ? method.toString() : method.getIdentifier().toString();
        }
        return call.getMethodSelect().toString();
    }
}
