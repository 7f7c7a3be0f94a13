"""A language that the model has never seen has a lexical leg all the same."""

from __future__ import annotations

import pytest

from hybrid_search import Anchored
from hybrid_search.encoders import Encoded
from hybrid_search.encoders.statistics import CollectionStatistics
from hybrid_search.types import SparseVector
from tests.fakes import WordEncoder

LANGUAGES = {
    "Russian": ("договор о мире", ["Мирный договор подписан в 1648", "Кошка пьёт молоко", "Растения и свет"]),
    "Chinese": ("东京的天气", ["今天东京天气很好", "我喜欢吃苹果", "北京大学在北京"]),
    "one Chinese character": ("猫", ["黑猫在睡觉", "狗在跑", "北京大学"]),
    "Japanese": ("コーヒーを飲む", ["朝にコーヒーを飲みます", "電車で東京へ行く", "本を読む"]),
    "Korean": ("서울 날씨", ["서울에서는 오늘 날씨가 좋다", "부산은 바다가 있다", "책을 읽는다"]),
    "Thai": ("อาหารไทย", ["ฉันชอบกินอาหารไทยมาก", "วันนี้ฝนตก", "รถไฟช้า"]),
    "Greek": ("ΣΥΝΘΉΚΗ ειρήνης", ["Η συνθήκη ειρήνης του 1648", "Η γάτα πίνει γάλα", "Τα φυτά"]),
    "Arabic": ("معاهدة السلام", ["معاهدة السلام عام ١٦٤٨", "القطة تشرب الحليب", "النباتات والضوء"]),
    "Hindi": ("शांति संधि", ["शांति संधि पर हस्ताक्षर", "बिल्ली दूध पीती है", "पौधे और प्रकाश"]),
}


def vectors(encoded: Encoded) -> list[SparseVector]:
    assert encoded.sparse is not None
    return list(encoded.sparse)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_with_the_querys_words_scores_best(language: str) -> None:
    query, texts = LANGUAGES[language]
    anchored = Anchored(WordEncoder())
    documents = vectors(anchored.encode_documents(texts))
    (vector,) = anchored.adapt_queries(vectors(anchored.encode_queries([query])), CollectionStatistics.of(documents))
    scores = [vector.dot(document) for document in documents]
    assert scores[0] > max(scores[1:])
