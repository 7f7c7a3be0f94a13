package org.elasticsearch.plugins; // LoadedPlugin is package-private

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.elasticsearch.Build;
import org.elasticsearch.env.Environment;

/** Plugins that are classes of the class path, where the service looks for modules/ and plugins/ folders. */
public final class ClassPathPlugins extends PluginsService {
    private final List<LoadedPlugin> loaded = new ArrayList<>();

    public ClassPathPlugins(Environment environment, PluginsLoader loader, List<Class<? extends Plugin>> plugins) {
        super(environment.settings(), environment.configDir(), loader);
        for (Class<? extends Plugin> plugin : plugins) {
            Plugin instance = loadPlugin(plugin, environment.settings(), environment.configDir());
            loaded.add(new LoadedPlugin(describe(plugin), instance, plugin.getClassLoader()));
        }
    }

    /** Read as a file would be, since the constructor of a descriptor differs between versions. */
    private static PluginDescriptor describe(Class<? extends Plugin> plugin) {
        String properties = String.join("\n",
                "name=" + plugin.getName(),
                "description=a class of the class path",
                "version=" + Build.current().version(),
                "elasticsearch.version=" + Build.current().version(),
                "java.version=" + System.getProperty("java.specification.version"),
                "classname=" + plugin.getName());
        try {
            return PluginDescriptor.readInternalDescriptorFromStream(
                    new ByteArrayInputStream(properties.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected List<LoadedPlugin> plugins() {
        return loaded == null ? List.of() : loaded; // null while the constructor above this one runs
    }

    /** Once for all plugins: they share one class loader, and would each find the same providers again. */
    @Override
    public <T> List<? extends T> loadServiceProviders(Class<T> service) {
        return ServiceLoader.load(service, getClass().getClassLoader()).stream().map(ServiceLoader.Provider::get).toList();
    }
}
