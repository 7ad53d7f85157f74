//! Stores: databases, caches, logs and buckets.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::refs::{ById, OnDisk, Reference, Refs, Relink};
use super::service::{Availability, is_one, one};
use crate::model::is_default;

/// Something that keeps data.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, bound = "R: OnDisk")]
#[schemars(bound = "R: OnDisk", rename = "Store")]
pub struct Store<R: Refs = ById> {
    /// Unique among the stores of the design.
    pub name: String,
    /// The product that runs it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub engine: Engine,
    /// The service that it belongs to.
    #[serde(default, skip_serializing_if = "is_default")]
    pub owner: Option<R::Service>,
    /// Further services that connect to it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub connects: Vec<R::Service>,
    /// How copies of the data are kept.
    #[serde(default, skip_serializing_if = "is_default")]
    pub replication: Replication,
    /// Who takes writes.
    #[serde(default, skip_serializing_if = "is_default")]
    pub topology: Topology,
    /// Parts that the data is spread over.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    #[schemars(range(min = 1))]
    pub shards: u32,
    /// Connections in the pool of one service instance.
    #[serde(default, skip_serializing_if = "is_default")]
    pub pool: Option<u32>,
    /// Requests per second that it can serve.
    #[serde(default, skip_serializing_if = "is_default")]
    pub capacity: Option<f64>,
    /// Availability of one node.
    #[serde(default, skip_serializing_if = "is_default")]
    pub availability: Option<Availability>,
    /// Region, zone and host, from the widest to the narrowest, as in `eu/eu-1a/host-7`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub domain: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "is_default")]
    pub description: String,
}

/// The product that runs a store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Engine {
    /// PostgreSQL.
    #[default]
    PostgreSql,
    /// MySQL or MariaDB.
    MySql,
    /// Microsoft SQL Server.
    SqlServer,
    /// Oracle Database.
    Oracle,
    /// SQLite.
    Sqlite,
    /// MongoDB.
    MongoDb,
    /// DynamoDB.
    DynamoDb,
    /// Cassandra.
    Cassandra,
    /// Redis.
    Redis,
    /// Neo4j.
    Neo4j,
    /// OpenSearch or Elasticsearch.
    OpenSearch,
    /// Kafka.
    Kafka,
    /// S3 or another object store.
    S3,
    /// Any other, by name; taken for relational.
    Other(String),
}

/// What kind of data model an engine offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EngineFamily {
    /// Tables with joins and transactions.
    Relational,
    /// Documents.
    Document,
    /// Values by key.
    KeyValue,
    /// Rows of many columns by partition key.
    WideColumn,
    /// Nodes and edges.
    Graph,
    /// Inverted indexes.
    Search,
    /// An append-only log.
    EventLog,
    /// Values that may be gone any time.
    Cache,
    /// Blobs by key.
    Object,
}

impl Engine {
    /// Every engine with a name of its own, in the order in which they are offered.
    pub const NAMED: [Self; 13] = [
        Self::PostgreSql,
        Self::MySql,
        Self::SqlServer,
        Self::Oracle,
        Self::Sqlite,
        Self::MongoDb,
        Self::DynamoDb,
        Self::Cassandra,
        Self::Redis,
        Self::Neo4j,
        Self::OpenSearch,
        Self::Kafka,
        Self::S3,
    ];

    /// The name as its makers spell it.
    pub fn label(&self) -> &str {
        match self {
            Self::PostgreSql => "PostgreSQL",
            Self::MySql => "MySQL",
            Self::SqlServer => "SQL Server",
            Self::Oracle => "Oracle",
            Self::Sqlite => "SQLite",
            Self::MongoDb => "MongoDB",
            Self::DynamoDb => "DynamoDB",
            Self::Cassandra => "Cassandra",
            Self::Redis => "Redis",
            Self::Neo4j => "Neo4j",
            Self::OpenSearch => "OpenSearch",
            Self::Kafka => "Kafka",
            Self::S3 => "S3",
            Self::Other(name) => name,
        }
    }

    /// The kind of data model it offers.
    pub fn family(&self) -> EngineFamily {
        match self {
            Self::PostgreSql
            | Self::MySql
            | Self::SqlServer
            | Self::Oracle
            | Self::Sqlite
            | Self::Other(_) => EngineFamily::Relational,
            Self::MongoDb => EngineFamily::Document,
            Self::DynamoDb => EngineFamily::KeyValue,
            Self::Cassandra => EngineFamily::WideColumn,
            Self::Redis => EngineFamily::Cache,
            Self::Neo4j => EngineFamily::Graph,
            Self::OpenSearch => EngineFamily::Search,
            Self::Kafka => EngineFamily::EventLog,
            Self::S3 => EngineFamily::Object,
        }
    }
}

/// How copies of a store's data are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub enum Replication {
    /// One node, no copies.
    #[default]
    None,
    /// A write is done when every replica has it.
    Sync {
        /// Copies besides the leader.
        replicas: u32,
        /// What happens when the leader is lost.
        #[serde(default, skip_serializing_if = "is_default")]
        failover: Failover,
    },
    /// Replicas follow later; a failover may lose the last writes.
    Async {
        /// Copies besides the leader.
        replicas: u32,
        /// What happens when the leader is lost.
        #[serde(default, skip_serializing_if = "is_default")]
        failover: Failover,
    },
    /// A write is done when `w` of `nodes` have it; a read asks `r`.
    Quorum {
        /// All nodes that hold the data.
        nodes: u32,
        /// Nodes that confirm a write.
        w: u32,
        /// Nodes that answer a read.
        r: u32,
    },
}

/// What happens when the leader of a store is lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Failover {
    /// A person promotes a replica.
    #[default]
    Manual,
    /// A replica takes over by itself.
    Automatic,
}

/// Which nodes of a store take writes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Topology {
    /// One.
    #[default]
    LeaderFollower,
    /// Several, each for all data.
    MultiLeader,
    /// Any.
    Leaderless,
}

impl<R: Refs> Store<R> {
    pub(crate) fn relink<T: Refs, L: Relink<R, T>>(
        &self,
        link: &mut L,
    ) -> Result<Store<T>, L::Error> {
        Ok(Store {
            name: self.name.clone(),
            engine: self.engine.clone(),
            owner: self.owner.as_ref().map(|s| link.service(s)).transpose()?,
            connects: self
                .connects
                .iter()
                .map(|s| link.service(s))
                .collect::<Result<_, _>>()?,
            replication: self.replication,
            topology: self.topology,
            shards: self.shards,
            pool: self.pool,
            capacity: self.capacity,
            availability: self.availability,
            domain: self.domain.clone(),
            description: self.description.clone(),
        })
    }
}

impl Store {
    pub(crate) fn visit(&self, see: &mut dyn FnMut(Reference)) {
        for service in self.owner.iter().chain(&self.connects) {
            see(Reference::Service(*service));
        }
    }
}
