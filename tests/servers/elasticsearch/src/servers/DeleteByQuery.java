package servers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.elasticsearch.action.bulk.BulkItemResponse;
import org.elasticsearch.action.bulk.BulkRequest;
import org.elasticsearch.action.delete.DeleteRequest;
import org.elasticsearch.action.search.SearchRequest;
import org.elasticsearch.action.search.SearchResponse;
import org.elasticsearch.action.search.SearchScrollRequest;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.search.SearchHit;
import org.elasticsearch.xcontent.ToXContent;
import org.elasticsearch.xcontent.XContentBuilder;

/** Deletes what a search finds, in the state in which it finds it: a document that changed since is a conflict. */
final class DeleteByQuery {
    private final NodeClient client;
    private final SearchRequest search;
    private final boolean proceedOnConflict;
    private final Set<String> indices = new TreeSet<>();
    private final List<BulkItemResponse.Failure> failures = new ArrayList<>();
    private final long startedAt = System.nanoTime();
    private long found;
    private long deleted;
    private long conflicts;
    private int batches;

    DeleteByQuery(NodeClient client, SearchRequest search, boolean proceedOnConflict) {
        this.client = client;
        this.search = search;
        this.proceedOnConflict = proceedOnConflict;
    }

    void run(boolean refresh) {
        SearchResponse page = client.search(search).actionGet();
        String scroll = page.getScrollId();
        try {
            while (page.getHits().getHits().length > 0 && failures.isEmpty()) {
                BulkRequest deletes = deletesOf(page.getHits().getHits());
                page.decRef();
                page = null;
                delete(deletes);
                page = client.searchScroll(new SearchScrollRequest(scroll).scroll(search.scroll())).actionGet();
                scroll = page.getScrollId();
            }
        } finally {
            if (page != null) {
                page.decRef();
            }
            client.prepareClearScroll().addScrollId(scroll).get();
        }
        if (refresh && !indices.isEmpty()) {
            client.admin().indices().prepareRefresh(indices.toArray(String[]::new)).get();
        }
    }

    RestStatus status() {
        return failures.isEmpty() ? RestStatus.OK : failures.get(0).getStatus();
    }

    XContentBuilder report(XContentBuilder body) throws IOException {
        body.startObject();
        body.field("took", (System.nanoTime() - startedAt) / 1_000_000);
        body.field("timed_out", false);
        body.field("total", found);
        body.field("deleted", deleted);
        body.field("batches", batches);
        body.field("version_conflicts", conflicts);
        body.field("noops", 0);
        body.startObject("retries").field("bulk", 0).field("search", 0).endObject();
        body.field("throttled_millis", 0);
        body.field("requests_per_second", -1.0f);
        body.field("throttled_until_millis", 0);
        body.startArray("failures");
        for (BulkItemResponse.Failure failure : failures) {
            body.startObject();
            failure.toXContent(body, ToXContent.EMPTY_PARAMS);
            body.endObject();
        }
        return body.endArray().endObject();
    }

    private BulkRequest deletesOf(SearchHit[] hits) {
        BulkRequest bulk = new BulkRequest();
        for (SearchHit hit : hits) {
            indices.add(hit.getIndex());
            bulk.add(new DeleteRequest(hit.getIndex(), hit.getId())
                    .setIfSeqNo(hit.getSeqNo())
                    .setIfPrimaryTerm(hit.getPrimaryTerm()));
        }
        found += hits.length;
        return bulk;
    }

    private void delete(BulkRequest bulk) {
        batches++;
        for (BulkItemResponse item : client.bulk(bulk).actionGet()) {
            boolean conflict = item.isFailed() && item.getFailure().getStatus() == RestStatus.CONFLICT;
            if (!item.isFailed()) {
                deleted++;
            } else if (conflict) {
                conflicts++;
            }
            if (item.isFailed() && !(conflict && proceedOnConflict)) {
                failures.add(item.getFailure());
            }
        }
    }
}
