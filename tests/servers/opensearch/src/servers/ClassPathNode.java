package servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.logging.LogConfigurator;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.http.HttpServerTransport;
import org.opensearch.index.mapper.MapperExtrasPlugin;
import org.opensearch.index.reindex.ReindexPlugin;
import org.opensearch.knn.plugin.KNNPlugin;
import org.opensearch.neuralsearch.plugin.NeuralSearch;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/** An OpenSearch node whose plugins are classes of the class path. Arguments: settings, each key=value. */
public final class ClassPathNode extends Node implements Launcher.Running {
    private static final List<Class<? extends Plugin>> PLUGINS = List.of(
            Netty4Plugin.class, // HTTP and transport
            MapperExtrasPlugin.class, // rank_features
            ReindexPlugin.class, // _delete_by_query
            CommonAnalysisPlugin.class,
            PainlessPlugin.class,
            KNNPlugin.class,
            NeuralSearch.class);

    private ClassPathNode(Environment environment) {
        super(environment, PLUGINS, true);
    }

    public static void main(String[] keyValues) {
        Launcher.run(() -> {
            Settings.Builder settings = Settings.builder();
            for (String keyValue : keyValues) {
                String[] parts = keyValue.split("=", 2);
                settings.put(parts[0], parts[1]);
            }
            Path config = Path.of(settings.get("path.home"), "config");
            Files.createDirectories(config);
            LogConfigurator.registerErrorListener();
            LogConfigurator.configureWithoutConfig(Settings.builder().put("logger.level", "WARN").build());
            ClassPathNode node = new ClassPathNode(new Environment(settings.build(), config));
            node.start();
            return node;
        });
    }

    @Override
    public int httpPort() {
        return injector().getInstance(HttpServerTransport.class).boundAddress().publishAddress().getPort();
    }
}
