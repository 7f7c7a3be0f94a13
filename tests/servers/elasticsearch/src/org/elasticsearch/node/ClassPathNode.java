package org.elasticsearch.node; // NodeConstruction and NodeServiceProvider are package-private

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.http.HttpServerTransport;
import org.elasticsearch.plugins.ClassPathPlugins;
import org.elasticsearch.plugins.Plugin;
import org.elasticsearch.plugins.PluginsLoader;
import org.elasticsearch.plugins.PluginsService;
import org.elasticsearch.transport.netty4.Netty4Plugin;
import org.elasticsearch.xpack.core.XPackClientPlugin;
import servers.Launcher;
import servers.StandIns;

/** An Elasticsearch node whose plugins are classes of the class path. Arguments: settings, each key=value. */
public final class ClassPathNode extends Node implements Launcher.Running {
    private static final List<Class<? extends Plugin>> PLUGINS = List.of(
            Netty4Plugin.class, // HTTP and transport
            XPackClientPlugin.class, // the sparse_vector query
            StandIns.class);

    private ClassPathNode(Environment environment) {
        super(NodeConstruction.prepareConstruction(
                environment,
                PluginsLoader.createPluginsLoader(Set.of(), Set.of(), Map.of(), false),
                new NodeServiceProvider() {
                    @Override
                    PluginsService newPluginService(Environment environment, PluginsLoader loader) {
                        return new ClassPathPlugins(environment, loader, PLUGINS);
                    }
                },
                true));
    }

    public static void main(String[] keyValues) {
        Launcher.run(() -> {
            Settings.Builder settings = Settings.builder();
            for (String keyValue : keyValues) {
                String[] parts = keyValue.split("=", 2);
                settings.put(parts[0], parts[1]);
            }
            Files.createDirectories(Path.of(settings.get("path.home"), "config"));
            LogConfigurator.registerErrorListener();
            LogConfigurator.configureWithoutConfig(Settings.builder().put("logger.level", "WARN").build());
            ClassPathNode node = new ClassPathNode(
                    InternalSettingsPreparer.prepareEnvironment(settings.build(), Map.of(), null, () -> "node"));
            node.start();
            return node;
        });
    }

    @Override
    public int httpPort() {
        return injector().getInstance(HttpServerTransport.class).boundAddress().publishAddress().getPort();
    }
}
