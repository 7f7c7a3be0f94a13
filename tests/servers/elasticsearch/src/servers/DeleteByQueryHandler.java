package servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.action.support.IndicesOptions;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.common.Strings;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.index.query.QueryBuilder;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestChannel;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestResponse;
import org.elasticsearch.rest.action.RestActions;
import org.elasticsearch.xcontent.XContentParser;

/**
 * POST /{index}/_delete_by_query. Stands in for the module reindex, which is not published. Knows the parameters
 * conflicts, refresh, scroll_size and those of index names; refuses others, as every endpoint does.
 */
final class DeleteByQueryHandler extends BaseRestHandler {
    @Override
    public String getName() {
        return "stand_in_delete_by_query";
    }

    @Override
    public List<Route> routes() {
        return List.of(new Route(RestRequest.Method.POST, "/{index}/_delete_by_query"));
    }

    @Override
    protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) throws IOException {
        SearchRequest search = new SearchRequest(Strings.splitStringByCommaToArray(request.param("index")));
        search.indicesOptions(IndicesOptions.fromRequest(request, search.indicesOptions()));
        search.source().query(query(request)).sort("_doc").size(request.paramAsInt("scroll_size", 1000));
        search.source().fetchSource(false).seqNoAndPrimaryTerm(true);
        search.scroll(TimeValue.timeValueMinutes(5));
        boolean proceed = "proceed".equals(request.param("conflicts"));
        boolean refresh = request.paramAsBoolean("refresh", false);
        return channel -> client.threadPool().generic().execute(() -> {
            try {
                DeleteByQuery run = new DeleteByQuery(client, search, proceed);
                run.run(refresh);
                channel.sendResponse(new RestResponse(run.status(), run.report(channel.newBuilder())));
            } catch (Exception e) {
                channel.sendResponse(failure(channel, e));
            }
        });
    }

    private static QueryBuilder query(RestRequest request) throws IOException {
        try (XContentParser parser = request.contentParser()) {
            QueryBuilder query = RestActions.getQueryContent(parser);
            if (query == null) {
                throw new IllegalArgumentException("query is missing");
            }
            return query;
        }
    }

    private static RestResponse failure(RestChannel channel, Exception e) {
        try {
            return new RestResponse(channel, e);
        } catch (IOException cannotBeWritten) {
            throw new UncheckedIOException(cannotBeWritten);
        }
    }
}
