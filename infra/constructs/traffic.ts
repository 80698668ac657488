import { type ISecurityGroup, type IVpc, Peer, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { ExistingServices, ServicesConfig } from '../config-services.ts';
import { PORTS } from '../ports.ts';

/** The security groups of our own services. */
export interface ServiceTraffic {
  readonly loadBalancer: ISecurityGroup;
  readonly vpcLink: ISecurityGroup;
  readonly ccxtService: ISecurityGroup;
  readonly collector: ISecurityGroup;
}

/**
 * Who may talk to whom, all of it. What is handed out are views that take no further rules, so that no other
 * construct can widen them.
 */
export class Traffic extends Construct {
  readonly functions: ISecurityGroup;
  readonly cache: ISecurityGroup;
  readonly endpoints: ISecurityGroup;
  /** Undefined when the services are not ours. */
  readonly services: ServiceTraffic | undefined;
  readonly #vpc: IVpc;

  constructor(
    scope: Construct,
    id: string,
    props: { vpc: IVpc; services: ServicesConfig; dynamoDbPrefixList: string },
  ) {
    super(scope, id);
    this.#vpc = props.vpc;
    const functions = this.#group('Functions', 'Lambda functions');
    const cache = this.#group('Cache', 'ElastiCache nodes');
    const endpoints = this.#group('Endpoints', 'Interface endpoints of AWS services');
    functions.connections.allowTo(cache, Port.tcp(PORTS.cache), 'cache');
    functions.connections.allowTo(endpoints, Port.tcp(PORTS.https), 'AWS services');
    functions.addEgressRule(Peer.prefixList(props.dynamoDbPrefixList), Port.tcp(PORTS.https), 'DynamoDB');

    if (props.services.kind === 'own') this.services = this.#ownServices(functions, cache);
    else allowExisting(functions, props.services);
    this.functions = this.#frozen(functions);
    this.cache = this.#frozen(cache);
    this.endpoints = this.#frozen(endpoints);
  }

  #ownServices(functions: SecurityGroup, cache: SecurityGroup): ServiceTraffic {
    const loadBalancer = this.#group('LoadBalancer', 'Internal load balancer');
    const vpcLink = this.#group('VpcLink', 'VPC link of the HTTP API');
    const ccxtService = this.#group('CcxtService', 'CCXT service');
    const collector = this.#group('Collector', 'Collector');
    const ccxt = Port.tcp(PORTS.ccxtService);
    const workers = Port.tcp(PORTS.collector);

    functions.connections.allowTo(loadBalancer, ccxt, 'CCXT service');
    functions.connections.allowTo(loadBalancer, workers, 'collector');
    vpcLink.connections.allowTo(loadBalancer, workers, 'health of the collector');
    collector.connections.allowTo(loadBalancer, ccxt, 'registry');
    loadBalancer.connections.allowTo(ccxtService, ccxt, 'CCXT service');
    loadBalancer.connections.allowTo(collector, workers, 'collector');
    collector.connections.allowTo(cache, Port.tcp(PORTS.cache), 'cache');
    for (const group of [ccxtService, collector]) {
      group.addEgressRule(Peer.anyIpv4(), Port.tcp(PORTS.https), 'exchanges and AWS services');
    }
    return {
      loadBalancer: this.#frozen(loadBalancer),
      vpcLink: this.#frozen(vpcLink),
      ccxtService: this.#frozen(ccxtService),
      collector: this.#frozen(collector),
    };
  }

  #group(id: string, description: string): SecurityGroup {
    return new SecurityGroup(this, id, { vpc: this.#vpc, description, allowAllOutbound: false });
  }

  #frozen(group: SecurityGroup): ISecurityGroup {
    return SecurityGroup.fromSecurityGroupId(this, `${group.node.id}View`, group.securityGroupId, {
      mutable: false,
    });
  }
}

function allowExisting(functions: SecurityGroup, services: ExistingServices): void {
  const urls = [services.ccxtServiceUrl, services.collectorUrl].map((url) => new URL(url));
  const ports = urls.map(({ port, protocol }) => Number(port) || (protocol === 'https:' ? 443 : 80));
  for (const port of new Set(ports)) {
    functions.addEgressRule(Peer.ipv4(services.cidr), Port.tcp(port), 'existing services');
  }
}
