package servers;

import java.io.IOException;

/** What a node of either product needs around it: an end with its owner, a clean end on SIGTERM, a line when it is up. */
public final class Launcher {
    /** A node that answers. */
    public interface Running extends AutoCloseable {
        int httpPort();
    }

    /** Starts a node, or throws the reason why it cannot be. */
    public interface Start {
        Running run() throws Exception;
    }

    private Launcher() {}

    /** Runs the node until SIGTERM or until the owner is gone; "STARTED port" on standard output says that it answers. */
    public static void run(Start start) {
        endWithOwner();
        try {
            Running node = start.run();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> close(node)));
            System.out.println("STARTED " + node.httpPort());
            Thread.currentThread().join();
        } catch (Throwable e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1); // a half-started node has threads that would keep the process
        }
    }

    /** The owner holds the other end of standard input, and the pipe ends when it dies, however it dies. */
    private static void endWithOwner() {
        Thread watch = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {}
            } catch (IOException e) {
                // a broken pipe means the same as its end
            }
            Runtime.getRuntime().halt(0);
        });
        watch.setDaemon(true);
        watch.start();
    }

    private static void close(Running node) {
        try {
            node.close();
        } catch (Exception e) {
            e.printStackTrace();
        }
    }
}
